// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

/**
 * What a transport promises; declared by its provider, asked for by applications when they open an endpoint. Asking for
 * one that the transport lacks fails at open, with the list of what it has.
 */
public enum Guarantee {
    /** Messages of one stream are handled in the order in which they were accepted. */
    ORDERED,
    /** While both processes live, nothing accepted is lost or repeated through any number of reconnects. */
    LOSSLESS_RECONNECT,
    /** A publisher faster than its subscriber is told so, and nothing is dropped for it. */
    BACK_PRESSURE,
    /** Loss that cannot be avoided is announced as an event before the first later message. */
    ANNOUNCED_LOSS,
    /** Accepted messages survive the end of the publishing process. */
    DURABLE,
    /** A subscriber can start from an older position. */
    REPLAY,
    /** Several subscribers can share the work of one stream. */
    GROUPS
}
