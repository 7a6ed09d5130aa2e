// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static io.millrace.supervision.LinkState.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages larger than a frame, from offer, claim and publish to the handler. */
class LargeMessagesTest {

    private static byte[] message(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (length * 31 + i * 7 + (i >> 8));
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"false,none", "false,crc32c", "true,none", "true,crc32c"})
    void arriveWholeInOrderFromWhereverInTheRing(boolean exclusive, String checksum) {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<byte[]> received = new ArrayList<>();
            server.subscribe("s", message -> received.add(message.copy()));
            Endpoint client = crank.connect("mem:x?ring=32k&checksum=" + checksum);
            Publication publication = exclusive ? client.exclusivePublication("s") : client.publication("s");
            crank.until("up", () -> client.state() == UP);
            int largest = publication.maxMessageLength();
            assertThat(largest).isBetween(15_000, 16_384);
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int length = i % 5 == 0 ? i % 100 : (int) (i * 7919L % (largest + 1));
                byte[] bytes = message(length);
                if (i % 7 == 0) {
                    publication.claim(length).close();
                }
                crank.until("room", () -> send(publication, bytes, sent.size()));
                sent.add(bytes);
            }
            crank.until("all there", () -> received.size() == sent.size());
            for (int i = 0; i < sent.size(); i++) {
                assertThat(received.get(i)).as("message %d", i).isEqualTo(sent.get(i));
            }
            crank.until("acknowledged", () -> publication.acknowledged() == publication.position());
            assertThat(client.counters().messagesPublished()).isEqualTo(400);
            assertThat(server.counters().messagesHandled()).isEqualTo(400);
            assertThat(crank.events(Kind.LINK_DOWN)).isEmpty();
        }
    }

    /** By turns from a buffer, from an array, and through a claim. */
    private static boolean send(Publication publication, byte[] bytes, int turn) {
        if (turn % 3 == 0) {
            ByteBuffer shifted = ByteBuffer.allocateDirect(bytes.length + 5).put(5, bytes);
            return publication.offer(shifted, 5, bytes.length) == OfferStatus.ACCEPTED;
        }
        if (turn % 3 == 1) {
            return publication.offer(bytes, 0, bytes.length) == OfferStatus.ACCEPTED;
        }
        try (Claim claim = publication.claim(bytes.length)) {
            if (!claim.isAccepted()) {
                return false;
            }
            assertThat(claim.buffer().remaining()).isEqualTo(bytes.length);
            claim.buffer().put(bytes);
            claim.commit();
            return true;
        }
    }

    @Test
    void aClaimsTypeAndCorrelationAreThoseOfTheMessage() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<String> received = new ArrayList<>();
            server.subscribe(
                    "s", m -> received.add(m.typeId() + " " + m.correlationId() + " " + m.length() + " " + m.kind()));
            Endpoint client = crank.connect("mem:x?ring=64k");
            Publication publication = client.publication("s");
            try (Claim claim = publication.claim(20_000)) {
                claim.typeId(7).correlationId(99).commit();
            }
            try (Claim claim = publication.claim(20)) {
                claim.commit();
            }
            crank.until("there", () -> received.size() == 2);
            assertThat(received).containsExactly("7 99 20000 DATA", "0 0 20 DATA");
        }
    }

    @Test
    void aLargerOneThanHalfTheRingIsRefused() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?ring=64k");
            Publication publication = client.publication("s");
            byte[] bytes = new byte[40_000];
            int largest = publication.maxMessageLength();
            assertThat(publication.offer(bytes, 0, largest + 1)).isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
            assertThat(publication.offer(ByteBuffer.wrap(bytes), 0, largest + 1))
                    .isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
            try (Claim claim = publication.claim(largest + 1)) {
                assertThat(claim.status()).isEqualTo(OfferStatus.MESSAGE_TOO_LARGE);
            }
            assertThatExceptionOfType(PublicationException.class)
                    .isThrownBy(() -> publication.publish(bytes))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE))
                    .withMessageContaining("40000")
                    .withMessageContaining("" + largest)
                    .withMessageContaining("65536")
                    .withMessageContaining("option ring");
            assertThat(publication.position()).as("nothing was claimed").isZero();
            assertThat(publication.offer(bytes, 0, largest)).isEqualTo(OfferStatus.ACCEPTED);
        }
    }

    @Test
    void isAllOrNothing() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?ring=64k");
            Publication publication = client.publication("s");
            byte[] bytes = new byte[30_000];
            assertThat(publication.offer(bytes, 0, 30_000)).isEqualTo(OfferStatus.ACCEPTED);
            assertThat(publication.offer(bytes, 0, 30_000)).isEqualTo(OfferStatus.ACCEPTED);
            long end = publication.position();
            assertThat(publication.offer(bytes, 0, 30_000)).isEqualTo(OfferStatus.BACK_PRESSURED);
            assertThat(publication.position()).isEqualTo(end);
        }
    }

    @Test
    void aFailureToCopyLeavesNothingBehind() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint server = crank.listen("mem:x");
            List<Integer> received = new ArrayList<>();
            server.subscribe("s", message -> received.add(message.length()));
            Endpoint client = crank.connect("mem:x?ring=64k");
            Publication publication = client.publication("s");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> publication.offer(new byte[20_000], 0, 20_001));
            assertThat(publication.offer(new byte[10_000], 0, 10_000)).isEqualTo(OfferStatus.ACCEPTED);
            crank.until("acknowledged", () -> publication.acknowledged() == publication.position());
            assertThat(received).containsExactly(10_000);
        }
    }

    @Test
    void anOpenClaimOfALargeMessageIsOneOfTheThread() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:nobody?ring=64k");
            Publication publication = client.exclusivePublication("s");
            try (Claim claim = publication.claim(20_000)) {
                for (Runnable nested : List.<Runnable>of(
                        () -> publication.claim(10),
                        () -> publication.claim(20_000),
                        () -> publication.offer(new byte[20_000], 0, 20_000))) {
                    assertThatExceptionOfType(PublicationException.class)
                            .isThrownBy(nested::run)
                            .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NESTED_CLAIM));
                }
                claim.commit();
            }
            assertThat(publication.claim(20_000).isAccepted()).isTrue();
        }
    }
}
