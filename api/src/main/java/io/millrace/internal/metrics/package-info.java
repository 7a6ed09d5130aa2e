// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Meters, read from plain counters. One class here knows Micrometer, and is loaded only if the application asks for it. */
@NullMarked
package io.millrace.internal.metrics;

import org.jspecify.annotations.NullMarked;
