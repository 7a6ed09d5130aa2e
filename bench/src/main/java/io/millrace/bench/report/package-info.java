// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Figures: medians, ratios, tables and lines. */
@NullMarked
package io.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
