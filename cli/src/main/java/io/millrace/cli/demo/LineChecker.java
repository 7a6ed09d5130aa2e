// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.Message;
import io.millrace.MessageHandler;
import java.nio.ByteBuffer;

/** Reads every byte of every message and remembers what it needs for the comparison. For the engine's thread. */
final class LineChecker implements MessageHandler {
    private final LineDigest digest = new LineDigest();
    private final SequenceCheck sequence = new SequenceCheck();
    private final LatencySamples atFullLoad = new LatencySamples();
    private final LatencySamples paced = new LatencySamples();
    private long redelivered;

    @Override
    public void onMessage(Message message) {
        sequence.accept(message.correlationId());
        ByteBuffer payload = message.buffer();
        int mark = message.typeId();
        if (mark != Mark.PLAIN) {
            long latencyNs = System.nanoTime() - message.getLong(0);
            (mark == Mark.PACED ? paced : atFullLoad).record(latencyNs);
            payload.position(payload.position() + Mark.STAMP_BYTES);
        }
        digest.add(payload);
        if (message.isRedelivered()) {
            redelivered++;
        }
    }

    /** What came. Only when no more messages come. */
    Note result() {
        return Note.of(
                Note.RESULT,
                "messages",
                digest.lines(),
                "bytes",
                digest.bytes(),
                "sha256",
                digest.hex(),
                "missing",
                sequence.missing(),
                "repeated",
                sequence.repeated(),
                "redelivered",
                redelivered,
                "fullLoad",
                atFullLoad.text(),
                "paced",
                paced.text());
    }
}
