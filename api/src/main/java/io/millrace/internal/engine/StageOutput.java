// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Where a stage emits: the input of the ring behind it, whose calls wait for room. The stages behind have threads of their
 * own, so there will be some; if they have stopped, or the pipeline is closed, the wait is over.
 */
final class StageOutput implements Publication {

    private final PipelineInput input;

    StageOutput(PipelineInput input) {
        this.input = input;
    }

    @Override
    public String stream() {
        return input.stream();
    }

    @Override
    public OfferStatus offer(ByteBuffer source, int offset, int length) {
        OfferStatus status = input.offer(source, offset, length);
        for (int attempt = 0; status == OfferStatus.BACK_PRESSURED; attempt++) {
            input.agent.patience().pause(attempt);
            status = input.offer(source, offset, length);
        }
        return status;
    }

    @Override
    public OfferStatus offer(byte[] source, int offset, int length) {
        OfferStatus status = input.offer(source, offset, length);
        for (int attempt = 0; status == OfferStatus.BACK_PRESSURED; attempt++) {
            input.agent.patience().pause(attempt);
            status = input.offer(source, offset, length);
        }
        return status;
    }

    @Override
    public Claim claim(int length) {
        Claim claim = input.claim(length);
        for (int attempt = 0; claim.status() == OfferStatus.BACK_PRESSURED; attempt++) {
            input.agent.patience().pause(attempt);
            claim = input.claim(length);
        }
        return claim;
    }

    @Override
    public void publish(byte[] message) {
        if (offer(message, 0, message.length) != OfferStatus.ACCEPTED) {
            input.publish(message);
        }
    }

    @Override
    public void publish(ByteBuffer source, int offset, int length, Duration timeout) {
        input.publish(source, offset, length, timeout);
    }

    @Override
    public void publish(String text) {
        publish(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public long position() {
        return input.position();
    }

    @Override
    public long acknowledged() {
        return input.acknowledged();
    }

    @Override
    public int maxMessageLength() {
        return input.maxMessageLength();
    }

    @Override
    public int maxClaimLength() {
        return input.maxClaimLength();
    }

    /** A stage that waited for those behind it while they wait for the end of its batch would wait for ever. */
    @Override
    public boolean drain(Duration timeout) {
        return input.acknowledged() >= input.position();
    }

    @Override
    public boolean isClosed() {
        return input.isClosed();
    }

    /** It is closed with its pipeline. */
    @Override
    public void close() {}
}
