/** Figures: medians, ratios, tables and lines. */
@NullMarked
package io.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
