// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.compatibility;

import io.millrace.Endpoint;
import io.millrace.Message;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * A process of either version: {@code pub URI COUNT} dials and publishes, {@code sub URI COUNT} listens. Both say how
 * many messages there were and the hash over all of them, in order. It is compiled against the released version too, so
 * it stands alone and uses only what that one has.
 */
final class WirePeer {
    static final String READY = "at ";
    static final String RESULT = "result ";
    static final String EVENT = "event ";

    private static final String STREAM = "compatibility";
    private static final int MAX_LENGTH = 700;
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private final PrintStream out;
    private final MessageDigest hash;
    private final long count;
    private final byte[] bytes = new byte[MAX_LENGTH];
    private long seen;

    private WirePeer(PrintStream out, long count) throws Exception {
        this.out = out;
        this.count = count;
        hash = MessageDigest.getInstance("SHA-256");
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        WirePeer peer = new WirePeer(out, Long.parseLong(args[2]));
        try (Millrace millrace =
                Millrace.builder().listener(event -> out.println(EVENT + event)).build()) {
            if (args[0].equals("pub")) {
                peer.publish(millrace.connect(args[1]));
            } else {
                Endpoint endpoint = millrace.listen(args[1]);
                endpoint.subscribe(STREAM, peer::accept);
                out.println(READY + endpoint.uri());
            }
            while (System.in.read() >= 0) {
                // Nothing is said to it: it ends when its input does.
            }
        }
    }

    private void publish(Endpoint endpoint) {
        SplittableRandom random = new SplittableRandom(7);
        Publication publication = endpoint.publication(STREAM);
        for (long i = 0; i < count; i++) {
            int length = random.nextInt(1, MAX_LENGTH);
            for (int at = 0; at < length; at++) {
                bytes[at] = (byte) (i + at);
            }
            publication.publish(ByteBuffer.wrap(bytes), 0, length, DRAIN);
            hash.update(bytes, 0, length);
            seen++;
        }
        if (publication.drain(DRAIN)) {
            report();
        }
    }

    private void accept(Message message) {
        ByteBuffer buffer = message.buffer();
        int length = message.length();
        buffer.get(buffer.position(), bytes, 0, length);
        hash.update(bytes, 0, length);
        seen++;
        if (seen >= count) {
            report();
        }
    }

    private void report() {
        try {
            MessageDigest copy = (MessageDigest) hash.clone();
            out.println(RESULT + seen + ' ' + HexFormat.of().formatHex(copy.digest()));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
