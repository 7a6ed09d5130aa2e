// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The session protocol as a state machine without sockets, threads or a clock of its own: links, time and publications
 * are handed in. Receiving and supervision belong to the I/O agent's thread; sending to whoever holds the
 * {@link io.millrace.internal.session.Transmitter transmitter's} lock.
 */
@NullMarked
package io.millrace.internal.session;

import org.jspecify.annotations.NullMarked;
