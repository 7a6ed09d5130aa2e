// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.bench.payload.Payload;
import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.payload.ProducerWord;
import io.millrace.bench.system.ManySender;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Both sides of many streams over one connection. */
final class MillraceStreams {
    private MillraceStreams() {}

    static Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        MillraceNode node = MillraceNode.listen(settings, false);
        for (int i = 0; i < settings.count(); i++) {
            int stream = i;
            node.endpoint().subscribe(name(stream), message -> {
                ByteBuffer buffer = message.buffer();
                int producer = ProducerWord.producer(Payload.word(buffer, buffer.position(), message.length()));
                if (producer != stream) {
                    throw new IllegalStateException("stream " + stream + " got a message of stream " + producer);
                }
                MillraceSystem.show(message, verifier);
            });
        }
        return node;
    }

    static ManySender sender(RunSettings settings, String address, boolean exclusive) {
        Millrace millrace = MillraceRuntimes.start(settings);
        Endpoint endpoint = millrace.connect(MillraceUris.connecting(settings, address));
        List<Publication> publications = new ArrayList<>();
        for (int i = 0; i < settings.count(); i++) {
            publications.add(exclusive ? endpoint.exclusivePublication(name(i)) : endpoint.publication(name(i)));
        }
        MillraceNode.awaitUp(endpoint);
        return new MillraceMany(millrace, publications, settings.sizes());
    }

    private static String name(int stream) {
        return MillraceSystem.STREAM + '-' + stream;
    }
}
