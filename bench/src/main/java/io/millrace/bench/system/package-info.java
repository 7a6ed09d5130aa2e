// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** What every measured system implements, and the catalog of those that exist. */
@NullMarked
package io.millrace.bench.system;

import org.jspecify.annotations.NullMarked;
