/** A plain LMAX Disruptor inside one process. */
@NullMarked
package io.millrace.bench.disruptor;

import org.jspecify.annotations.NullMarked;
