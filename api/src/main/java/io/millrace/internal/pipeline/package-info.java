// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Stages over a {@link io.millrace.internal.ring.FrameRing}: groups of them, a thread each, that wait for each other's
 * sequences. Knows rings and messages, and nothing of endpoints.
 */
@NullMarked
package io.millrace.internal.pipeline;

import org.jspecify.annotations.NullMarked;
