// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * Where a handler puts messages that are not done with when it returns: they are acknowledged when they are. Both numbers
 * count the same thing, whatever that is, and never go back.
 */
public interface Settlement {

    /** The end of what was put there, by whomever. On the thread that calls the handler, after it has returned. */
    long accepted();

    /** Everything before it is done with. The I/O agent's thread. */
    long settled();
}
