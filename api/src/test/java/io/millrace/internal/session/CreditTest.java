// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Open;
import io.millrace.spi.frame.StatusFrame;
import io.millrace.spi.frame.UnsubscribeFrame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreditTest {

    private final SessionEnd end = new SessionEnd("me");
    private final TestPublication publication = new TestPublication("orders", 7, 64 * 1024, false);

    private long lastEnd(WirePeer peer) {
        List<WireFrame> data =
                peer.take().stream().filter(WireFrame::isStreamFrame).toList();
        return data.isEmpty() ? -1 : data.get(data.size() - 1).end();
    }

    private static StatusFields status(WireFrame frame) {
        return new StatusFields(
                frame.streamId(),
                StatusFrame.epoch(frame.buffer(), 0),
                StatusFrame.processed(frame.buffer(), 0),
                StatusFrame.limit(frame.buffer(), 0),
                StatusFrame.received(frame.buffer(), 0));
    }

    private record StatusFields(int streamId, long epoch, long processed, long limit, long received) {}

    @Test
    void publicationIsAnnounced() {
        publication.attach(end.session, 64, 128);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        List<WireFrame> opens = peer.take(FrameDescriptor.KIND_OPEN);
        assertThat(opens).hasSize(2);
        assertThat(Open.decode(opens.get(0).buffer(), 0))
                .isEqualTo(new Open(
                        7, "orders", publication.epoch, 64, 128, 4096, 16384, 4064, Open.CHECKSUM_NONE, 0, List.of()));
        assertThat(Open.isEnd(opens.get(1).buffer(), 0)).isTrue();
    }

    @Test
    void publicationMadeLaterIsAnnouncedThen() {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        publication.attach(end.session, 0, 0);
        assertThat(peer.take()).hasSize(1).allMatch(frame -> frame.kind() == FrameDescriptor.KIND_OPEN);
    }

    @Test
    void nothingIsSentBeforeTheFirstStatus() {
        publication.attach(end.session, 0, 0);
        publication.publish(100);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        end.turn();
        assertThat(peer.take()).noneMatch(WireFrame::isStreamFrame);
        peer.status(7, publication.epoch, 0, 16384, 0);
        end.turn();
        assertThat(peer.take()).filteredOn(WireFrame::isStreamFrame).hasSize(1);
    }

    @Test
    void nothingIsSentAboveTheLimit() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        peer.status(7, publication.epoch, 0, 128, 0);
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(128);
        peer.status(7, publication.epoch, 0, 192, 128);
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(192);
    }

    @Test
    void aFrameThatEndsAboveTheLimitWaitsWhole() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        publication.publish(32);
        publication.publish(96);
        publication.publish(32);
        peer.status(7, publication.epoch, 0, 160, 0);
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(64);
        peer.status(7, publication.epoch, 0, 192, 0);
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(192);
    }

    @Test
    void aPadThatEndsAboveTheLimitWaits() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        publication.publish(32);
        publication.abort(256);
        publication.publish(32);
        peer.status(7, publication.epoch, 0, 288, 0);
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(64);
        peer.status(7, publication.epoch, 0, 384, 0);
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(384);
    }

    @Test
    void theLimitNeverGoesBack() {
        publication.attach(end.session, 0, 0);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.status(7, publication.epoch, 0, 256, 0);
        peer.status(7, publication.epoch, 0, 64, 0);
        end.turn();
        for (int i = 0; i < 10; i++) {
            publication.publish(32);
        }
        end.turn();
        assertThat(lastEnd(peer)).isEqualTo(256);
    }

    @Test
    void subscriberGrantsTheWindowAtOnce() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.open("in", 3);
        end.turn();
        assertThat(peer.take(FrameDescriptor.KIND_STATUS))
                .extracting(CreditTest::status)
                .containsExactly(new StatusFields(3, WirePeer.EPOCH, 0, 4096, 0));
    }

    @Test
    void subscriberTellsEveryHalfWindowWhileFramesCome() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        for (int i = 0; i < 32; i++) {
            peer.data(3, i * 128L, 96);
        }
        end.link.poll(end.session);
        assertThat(peer.take(FrameDescriptor.KIND_STATUS))
                .extracting(CreditTest::status)
                .extracting(StatusFields::processed)
                .containsExactly(2048L, 4096L);
    }

    @Test
    void lessThanHalfWaitsAShortTime() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        peer.data(3, 0, 96);
        end.turn(false);
        assertThat(peer.take()).isEmpty();
        end.advance(SessionEnd.ACKNOWLEDGE_AFTER_NS);
        end.turn(false);
        assertThat(peer.take(FrameDescriptor.KIND_STATUS))
                .extracting(CreditTest::status)
                .containsExactly(new StatusFields(3, WirePeer.EPOCH, 128, 128 + 4096, 128));
        end.advance(SessionEnd.ACKNOWLEDGE_AFTER_NS);
        end.turn(false);
        assertThat(peer.take()).as("no news, no STATUS").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4096, 2048, 8128, 5", "8192, 2048, 1048577, 6", "300000, 1200000, 100, 5"})
    void streamsThatDoNotFitAreRefused(int window, int frameSize, long largest, int refusal) {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.take();
        peer.open(new Open(3, "in", WirePeer.EPOCH, 0, 0, frameSize, window, largest, 0, 0, List.of()));
        end.turn();
        assertThat(peer.take()).singleElement().satisfies(frame -> {
            assertThat(frame.kind()).isEqualTo(FrameDescriptor.KIND_UNSUBSCRIBE);
            assertThat(frame.status()).isEqualTo(refusal);
            assertThat(UnsubscribeFrame.epoch(frame.buffer(), 0)).isEqualTo(WirePeer.EPOCH);
        });
    }

    @Test
    void aFrameOverTheCreditIsAnError() {
        // Kept for later: nothing of it is processed, so the limit stays where it was.
        end.host.subscribe("in", message -> io.millrace.ControlledMessageHandler.Action.RETRY);
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        for (int i = 0; i < 4; i++) {
            peer.data(3, i * 1024L, 1024 - 32);
        }
        peer.data(3, 4096, 1);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(broken.getMessage()).contains("4160", "4096");
        assertThat(end.session.counters().protocolErrors()).isEqualTo(1);
    }

    @Test
    void aSingleFrameOverTheWholeWindowIsAnErrorToo() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.data(3, 0, 32);
        peer.data(3, 64, 4096);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken).isNotNull();
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(end.host.log).doesNotContain("in@64");
    }

    @Test
    void aPadOverTheCreditIsAnError() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        peer.pad(3, 0, 4128);
        MillraceException broken = catchThrowableOfType(MillraceException.class, end::turn);
        assertThat(broken.code()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
    }

    @Test
    void padsCountAgainstTheCreditAndAreProcessedAtOnce() {
        end.host.subscribe("in");
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        peer.open("in", 3);
        end.turn();
        peer.take();
        peer.data(3, 0, 32);
        peer.pad(3, 64, 960);
        peer.data(3, 1024, 32);
        end.turn();
        assertThat(end.host.log).endsWith("in@0", "in@1024");
        List<WireFrame> told = peer.take(FrameDescriptor.KIND_STATUS);
        assertThat(status(told.get(told.size() - 1)))
                .isEqualTo(new StatusFields(3, WirePeer.EPOCH, 1088, 1088 + 4096, 1088));
    }
}
