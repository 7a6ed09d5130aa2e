// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Stages over one ring of messages, alone or with carriers behind them. Begin with {@link io.millrace.Millrace#pipeline},
 * {@link io.millrace.pipeline.PipelineBuilder} and {@link io.millrace.pipeline.Stage}.
 */
@NullMarked
package io.millrace.pipeline;

import org.jspecify.annotations.NullMarked;
