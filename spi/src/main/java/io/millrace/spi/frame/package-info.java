// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The bytes of the wire protocol, version 1: where each field of a frame lies, how frames follow each other, and an
 * encoder and decoder for every control frame. Everything works on plain little-endian {@link java.nio.ByteBuffer}s at
 * absolute offsets, so the same code reads a ring, a socket's receive buffer and a log entry.
 *
 * <p>The layouts are described, with examples in hex, in {@code docs/wire-protocol.md}.
 */
@NullMarked
package io.millrace.spi.frame;

import org.jspecify.annotations.NullMarked;
