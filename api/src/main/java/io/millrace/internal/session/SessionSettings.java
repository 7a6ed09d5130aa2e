// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * What a session is told once.
 *
 * @param identity this end's stable name
 * @param maxFrame largest frame accepted from the peer in bytes, aligned
 * @param window most credit granted to one stream of the peer in bytes
 * @param maxMessage largest message in bytes that is put together out of fragments
 * @param checksumRequired whether only streams with checksums are accepted
 * @param heartbeatNs longest time without sending anything
 * @param deadAfterNs longest time without receiving anything
 * @param handshakeTimeoutNs for HELLO and WELCOME, from the link's first instant
 * @param sessionTimeoutNs how long a listener keeps a session without a link
 * @param acknowledgeAfterNs how long processed bytes less than half a window may wait for their STATUS
 */
public record SessionSettings(
        String identity,
        int maxFrame,
        int window,
        long maxMessage,
        boolean checksumRequired,
        long heartbeatNs,
        long deadAfterNs,
        long handshakeTimeoutNs,
        long sessionTimeoutNs,
        long acknowledgeAfterNs) {}
