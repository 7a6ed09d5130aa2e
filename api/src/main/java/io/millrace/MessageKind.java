// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/** What a message is meant for, as its publisher said. */
public enum MessageKind {
    /** A message like most. */
    DATA,
    /** It expects a reply: a {@link #RESPONSE} with the same correlation id. */
    REQUEST,
    /** The reply to a {@link #REQUEST}, which its correlation id names. */
    RESPONSE,
    /** A signal of the publisher to the subscribers of the stream, in order with the messages. */
    SIGNAL
}
