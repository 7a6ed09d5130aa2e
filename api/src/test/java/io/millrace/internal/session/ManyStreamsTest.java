// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.Handshake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is served first, and that nobody asks all of many streams for a message on one. */
class ManyStreamsTest {

    private static final int CAPACITY = 8 * 1024;

    private final SessionPair pair = new SessionPair();
    private final List<TestPublication> publications = new ArrayList<>();

    private TestPublication publication(int streamId, int priority) {
        TestPublication publication = new TestPublication("stream " + streamId, streamId, CAPACITY, false);
        publication.priority = priority;
        publications.add(publication);
        return publication;
    }

    private void attach(Session session, int count) {
        for (int i = 1; i <= count; i++) {
            publication(i, 0).attach(session, 0, 0);
        }
    }

    /** What a publishing thread does behind its frame. */
    private void publish(Session session, TestPublication publication, int payload) {
        assertThat(publication.publish(payload)).isTrue();
        for (OutboundStream stream : session.outbound()) {
            if (stream.stream() == publication) {
                session.transmitter().mark(stream);
            }
        }
    }

    @Test
    void everyMessageOfManyStreamsArrivesThroughLostLinks() {
        attach(pair.dialler.session, 100);
        publications.forEach(publication -> pair.listener.host.subscribe(publication.name()));
        pair.connect();
        pair.settle();
        for (int round = 0; round < 60; round++) {
            if (round % 7 == 3) {
                pair.link.dialler().out().cutAfter(round * 31 % 900);
            }
            for (int i = 0; i < 100; i += 1 + round % 5) {
                publish(pair.dialler.session, publications.get(i), (round * 37 + i) % 150);
            }
            pair.settleThroughALoss();
        }
        for (TestPublication publication : publications) {
            List<String> expected = publication.messages.keySet().stream()
                    .map(position -> publication.name() + "@" + position)
                    .toList();
            assertThat(pair.listener.host.log.stream()
                            .filter(line -> line.startsWith(publication.name() + "@"))
                            .toList())
                    .isEqualTo(expected);
            assertThat(publication.oldestHeld()).isEqualTo(publication.publishedEnd());
        }
        assertThat(pair.links).isGreaterThan(5);
    }

    @Test
    void aStreamAmongManyIsClosedBehindItsLastMessage() {
        attach(pair.dialler.session, 50);
        publications.forEach(publication -> pair.listener.host.subscribe(publication.name()));
        pair.connect();
        pair.settle();
        TestPublication last = publications.get(49);
        publish(pair.dialler.session, last, 100);
        last.closing = true;
        pair.dialler.session.transmitter().mark(pair.dialler.session.outbound()[49]);
        pair.settle();
        assertThat(pair.dialler.session.outbound()[49].isEnded()).isTrue();
        assertThat(pair.dialler.session.outbound()[48].isEnded()).isFalse();
    }

    @Test
    void onlyMarkedStreamsAreAskedAndIdleOnesAreLeftAlone() {
        attach(pair.dialler.session, 100);
        publications.forEach(publication -> pair.listener.host.subscribe(publication.name()));
        pair.connect();
        pair.settle();
        pair.settle();
        int before = publications.get(7).looks;
        for (int i = 0; i < 50; i++) {
            publish(pair.dialler.session, publications.get(8), 10);
            pair.settle();
        }
        assertThat(publications.get(7).looks).isEqualTo(before);
        assertThat(pair.dialler.session.hasSendable()).isFalse();
    }

    private static List<Integer> streamsOf(List<WireFrame> frames) {
        return frames.stream()
                .filter(WireFrame::isStreamFrame)
                .map(WireFrame::streamId)
                .toList();
    }

    private WirePeer flowing(SessionEnd end) {
        WirePeer peer = end.dialAndGreet(Handshake.NEW);
        for (TestPublication publication : publications) {
            peer.status(publication.streamId(), publication.epoch, 0, CAPACITY / 4, 0);
        }
        end.turn();
        peer.take(FrameDescriptor.KIND_DATA);
        return peer;
    }

    private void higherPriorityFirst(int count) {
        SessionEnd end = new SessionEnd("me");
        for (int i = 1; i <= count; i++) {
            publication(i, i == count ? 9 : i == 2 ? 200 : 0).attach(end.session, 0, 0);
        }
        WirePeer peer = flowing(end);
        for (TestPublication publication : publications) {
            publish(end.session, publication, 32);
        }
        end.turn();
        List<Integer> order = streamsOf(peer.take());
        assertThat(order).hasSize(count).startsWith(2, count);
    }

    @Test
    void higherPriorityGoesFirstAmongFew() {
        higherPriorityFirst(5);
    }

    @Test
    void higherPriorityGoesFirstAmongMany() {
        higherPriorityFirst(70);
    }

    @Test
    void amongEqualsNobodyStarvesWhenTheLinkIsAlwaysFull() {
        SessionEnd end = new SessionEnd("me");
        attach(end.session, 3);
        WirePeer peer = flowing(end);
        List<Integer> served = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            for (TestPublication publication : publications) {
                publication.publish(32);
                publication.publish(32);
            }
            end.link.out().writable = 64;
            end.session.transmitter().trySend();
            served.addAll(streamsOf(peer.take()));
        }
        assertThat(served).contains(1, 2, 3);
    }
}
