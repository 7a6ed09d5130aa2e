// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.internal.session.Session;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The publication over which messages of one session are answered: what a handler gets of it. */
final class ReplyPort implements Publication {

    private final Session session;
    private final Life life;
    private boolean closed;

    ReplyPort(Session session, Life life) {
        this.session = session;
        this.life = life;
    }

    /** The one session that it goes to. */
    Session session() {
        return session;
    }

    Life life() {
        return life;
    }

    /** Answers with a message of some length. */
    OfferStatus reply(int length) {
        if (closed) {
            return OfferStatus.CLOSED;
        }
        return life.offer(length) ? OfferStatus.ACCEPTED : OfferStatus.BACK_PRESSURED;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        life.drop();
    }

    @Override
    public String stream() {
        return life.name();
    }

    @Override
    public long position() {
        return life.publishedEnd();
    }

    @Override
    public long acknowledged() {
        return life.oldestHeld();
    }

    // A handler of the simulation has no bytes of its own.

    @Override
    public OfferStatus offer(ByteBuffer source, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public OfferStatus offer(byte[] source, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Claim claim(int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(byte[] message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(ByteBuffer source, int offset, int length, Duration timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void publish(String text) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int maxMessageLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int maxClaimLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean drain(Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
