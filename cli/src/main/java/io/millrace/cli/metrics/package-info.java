// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** What a running command shows to a monitoring system. */
@NullMarked
package io.millrace.cli.metrics;

import org.jspecify.annotations.NullMarked;
