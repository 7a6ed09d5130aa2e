// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The ring of wire frames: a Disruptor sequencer over one direct buffer, and the walk that consumers do over it. */
@NullMarked
package io.millrace.internal.ring;

import org.jspecify.annotations.NullMarked;
