// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.CloseFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.PingFrame;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Encodes control frames into the transmitter's queue, each under its lock; the caller follows with
 * {@link Transmitter#trySend}. What is queued while there is no link is dropped: a new link begins with a handshake.
 */
final class ControlQueue {

    /** Room for any control frame of fixed length. */
    private static final int SMALL = 128;

    private final Transmitter transmitter;
    private final FrameChecksum checksum = new FrameChecksum();

    ControlQueue(Transmitter transmitter) {
        this.transmitter = transmitter;
    }

    private int pingTurn;

    private interface Encoder {
        int encode(ByteBuffer target, int offset);
    }

    private void queue(int maxLength, Encoder encoder) {
        transmitter.acquire();
        try {
            encode(maxLength, encoder);
        } finally {
            transmitter.release();
        }
    }

    private void encode(int maxLength, Encoder encoder) {
        if (transmitter.isLinked()) {
            ByteBuffer target = transmitter.control(maxLength);
            transmitter.queued(encoder.encode(target, target.position()));
        }
    }

    void handshake(Handshake frame) {
        queue(FrameDescriptor.MAX_HANDSHAKE_FRAME, (b, at) -> frame.encode(b, at, checksum));
    }

    void reject(Reject frame) {
        queue(1024, (b, at) -> frame.encode(b, at, checksum));
    }

    void open(OutboundStream attached) {
        PublishedStream stream = attached.stream();
        Open frame = new Open(
                stream.streamId(),
                stream.name(),
                stream.epoch(),
                attached.joinPosition(),
                attached.redeliveredBelow(),
                stream.frameSize(),
                stream.window(),
                WholeMessages.largestMessage(attached),
                stream.checksummed() ? Open.CHECKSUM_CRC32C : Open.CHECKSUM_NONE,
                stream.priority(),
                List.of());
        queue(1024, (b, at) -> frame.encode(b, at, checksum));
    }

    void openEnd() {
        queue(SMALL, (b, at) -> Open.encodeEnd(b, at, checksum));
    }

    /** The one that is sent all the time: no capturing lambda. */
    void status(int streamId, long epoch, long processed, long limit, long received) {
        transmitter.acquire();
        try {
            if (transmitter.isLinked()) {
                ByteBuffer target = transmitter.control(SMALL);
                transmitter.queued(StatusFrame.encode(
                        target, target.position(), checksum, streamId, epoch, processed, limit, received));
            }
        } finally {
            transmitter.release();
        }
    }

    void unsubscribe(int streamId, int status, long epoch) {
        queue(SMALL, (b, at) -> UnsubscribeFrame.encode(b, at, checksum, streamId, status, epoch));
    }

    /** After END and RESTART nothing but control frames goes to this link. */
    void bye(int status, int retryAfterMs) {
        transmitter.acquire();
        try {
            encode(SMALL, (b, at) -> ByeFrame.encode(b, at, checksum, status, retryAfterMs));
            if (status != ByeFrame.PROTOCOL) {
                transmitter.mute();
            }
        } finally {
            transmitter.release();
        }
    }

    void pong(long nonce) {
        queue(SMALL, (b, at) -> PingFrame.encodePong(b, at, checksum, nonce));
    }

    /** CLOSE has its place behind the stream's last frame. */
    void closeIfDue(OutboundStream attached) {
        PublishedStream stream = attached.stream();
        transmitter.acquire();
        try {
            if (attached.takeCloseDue()) {
                encode(
                        SMALL,
                        (b, at) -> CloseFrame.encode(
                                b, at, checksum, stream.streamId(), 0, stream.epoch(), stream.publishedEnd()));
            }
        } finally {
            transmitter.release();
        }
    }

    /** True if there is a stream that a PING would name. I/O agent's thread. */
    boolean isAwaitingAcknowledgements() {
        for (OutboundStream stream : transmitter.streams()) {
            if (isAwaitingAcknowledgement(stream)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAwaitingAcknowledgement(OutboundStream stream) {
        return stream.isAnswered() && stream.acknowledged() < stream.sent();
    }

    /** A PING that says how far each stream with unacknowledged bytes was written to this link. */
    void ping(long nonce, int maxEntries) {
        queue(PingFrame.MIN_LENGTH + 16 * maxEntries + FrameDescriptor.ALIGNMENT, (b, at) -> {
            PingFrame.begin(b, at, nonce, 0);
            int entries = 0;
            OutboundStream[] streams = transmitter.streams();
            for (int i = 0; i < streams.length && entries < maxEntries; i++) {
                // Round and round: with many streams each has its turn.
                pingTurn = pingTurn >= streams.length - 1 ? 0 : pingTurn + 1;
                OutboundStream stream = streams[pingTurn];
                if (isAwaitingAcknowledgement(stream)) {
                    PingFrame.addEntry(b, at, stream.stream().streamId(), stream.sent());
                    entries++;
                }
            }
            return PingFrame.finish(b, at, checksum);
        });
    }

    /** A bare PING from another thread, if nobody is sending at the moment. */
    void pulse(long nonce) {
        if (!transmitter.tryAcquire()) {
            return;
        }
        try {
            encode(SMALL, (b, at) -> {
                PingFrame.begin(b, at, nonce, 0);
                return PingFrame.finish(b, at, checksum);
            });
        } finally {
            transmitter.release();
        }
        transmitter.trySend();
    }
}
