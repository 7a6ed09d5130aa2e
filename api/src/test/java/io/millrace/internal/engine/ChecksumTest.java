// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ChecksumMode;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.PublicationOptions;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    private static final byte[] MESSAGE = new byte[20];

    @Test
    void whoRequiresThemRefusesAStreamWithout() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x?require-checksum=true");
            List<String> received = new ArrayList<>();
            server.subscribe("plain", message -> received.add("plain"));
            server.subscribe("summed", message -> received.add("summed"));
            Endpoint client = crank.connect("mem:x");
            Publication plain = client.publication("plain");
            Publication summed = client.publication(
                    "summed",
                    PublicationOptions.builder().checksum(ChecksumMode.CRC32C).build());
            crank.until("up", () -> client.state() == UP);
            crank.turn(10);
            assertThat(plain.offer(MESSAGE, 0, 20)).isEqualTo(OfferStatus.NOT_CONNECTED);
            assertThat(summed.offer(MESSAGE, 0, 20)).isEqualTo(OfferStatus.ACCEPTED);
            crank.until("there", () -> received.size() == 1);
            assertThat(received).containsExactly("summed");
            assertThat(crank.events(Kind.STREAM_CLOSED)).hasSize(2).allSatisfy(event -> {
                assertThat(event.stream()).isEqualTo("plain");
                assertThat(event.detail()).contains("CHECKSUM_REQUIRED");
            });
            assertThat(client.sessions()).as("the others go on").isEqualTo(1);
        }
    }

    @Test
    void autoGoesByWhatTheTransportSaysOfTheAddress() {
        try (HandCranked crank = new HandCranked()) {
            Publication publication = crank.connect("mem:x").publication("s");
            assertThat(((RingPublication) publication).published().checksummed())
                    .isFalse();
        }
        ScriptedTransport far = new ScriptedTransport();
        far.staysInHost = false;
        try (HandCranked crank = new HandCranked(far)) {
            Publication publication = crank.connect("script:far").publication("s");
            assertThat(((RingPublication) publication).published().checksummed())
                    .isTrue();
        }
    }
}
