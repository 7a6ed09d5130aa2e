// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * What a log transport implements: a broker stands between the ends and keeps what it was given. It supplies appends and
 * ordered reads of entries that hold frames; rings, threads, supervision, handlers and their failures are the engine's.
 *
 * <p>Unlike a {@link io.millrace.spi.PeerTransport}, a log transport may block: everything but the provider itself is called
 * on threads that the engine keeps for it, one for each publication and each subscription, and one that supervises. What
 * blocks has a deadline, and is ended by {@code disconnect}.
 *
 * <p>Numbers in brackets are those of the rules in {@code docs/transport-spec.md}, which the kit tests.
 */
@NullMarked
package io.millrace.spi.log;

import org.jspecify.annotations.NullMarked;
