// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Message bodies: how they are written, read and proved complete, alike for every system. */
@NullMarked
package io.millrace.bench.payload;

import org.jspecify.annotations.NullMarked;
