// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Message;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.bench.payload.Payload;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import java.nio.ByteBuffer;

/** Reads every byte of a message and publishes the message back, on the endpoint's I/O thread. */
final class EchoSubscriber {
    private final Publication pongs;
    private long sum;

    EchoSubscriber(Publication pongs) {
        this.pongs = pongs;
    }

    void onMessage(Message message) {
        ByteBuffer buffer = message.buffer();
        int body = buffer.position();
        sum += Payload.sum(buffer, body, message.length());
        OfferStatus status = pongs.offer(buffer, body, message.length());
        if (status != OfferStatus.ACCEPTED) {
            throw new PublicationException(
                    ErrorCode.BACK_PRESSURED,
                    "the echo could not be published: " + status,
                    "hand the message up again");
        }
    }

    /** Keeps the reads from being dead code. */
    long sum() {
        return sum;
    }
}
