// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/** What a session has counted. Written on the I/O agent's thread, read on any, a little late. */
public final class SessionCounters {

    private long linksOpened;
    private long reconnects;
    private long duplicatesDropped;
    private long dropped;
    private long unknownLosses;
    private long discarded;
    private long bytesReceived;
    private long protocolErrors;

    void linkOpened(boolean again) {
        linksOpened++;
        if (again) {
            reconnects++;
        }
    }

    void duplicateDropped() {
        duplicatesDropped++;
    }

    void frameDropped() {
        dropped++;
    }

    void lostUnknown() {
        unknownLosses++;
    }

    void messageDiscarded() {
        discarded++;
    }

    void received(int bytes) {
        bytesReceived += bytes;
    }

    void protocolError() {
        protocolErrors++;
    }

    /** Handshakes completed. */
    public long linksOpened() {
        return linksOpened;
    }

    /** Handshakes completed after the first. */
    public long reconnects() {
        return reconnects;
    }

    /** Frames below the expected position. */
    public long duplicatesDropped() {
        return duplicatesDropped;
    }

    /** Frames that came for a stream after its handler had left; the publisher still holds them. */
    public long dropped() {
        return dropped;
    }

    /** Announced losses; how many messages each took is not known. */
    public long unknownLosses() {
        return unknownLosses;
    }

    /** Messages of which the beginning had come, and the rest was announced as lost. */
    public long messagesDiscarded() {
        return discarded;
    }

    /** Bytes read. */
    public long bytesReceived() {
        return bytesReceived;
    }

    /** Frames that a correct peer never sends. */
    public long protocolErrors() {
        return protocolErrors;
    }
}
