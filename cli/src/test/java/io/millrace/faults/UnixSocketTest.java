// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.ThreadingMode;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What only Unix domain sockets can do to an endpoint. */
final class UnixSocketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Events events = new Events();
    private final Ledger ledger = new Ledger();

    @TempDir
    private Path folder;

    /** F37; the default heartbeat, so nothing but the look each second finds it. */
    @ParameterizedTest
    @EnumSource(
            value = ThreadingMode.class,
            names = {"SHARED", "DEDICATED"})
    void aRemovedFileIsBoundAgainWithinSeconds(ThreadingMode threading) throws Exception {
        Path path = folder.resolve("a.sock");
        try (Millrace far =
                        Millrace.builder().listener(events).threading(threading).build();
                Millrace near = Millrace.create()) {
            Endpoint server = far.listen("uds://" + path);
            server.subscribe("numbers", message -> {});
            Publication before = near.connect("uds://" + path).publication("numbers");
            before.publish("before");
            assertThat(before.drain(PATIENCE)).isTrue();

            Files.delete(path);
            long removedNs = System.nanoTime();
            events.await("bound again", event -> isCause(event, ErrorCode.ADDRESS_LOST));
            assertThat(Duration.ofNanos(System.nanoTime() - removedNs)).isLessThan(Duration.ofSeconds(3));

            Publication after = near.connect("uds://" + path).publication("numbers");
            after.publish("after");
            assertThat(after.drain(PATIENCE)).isTrue();
            before.publish("still");
            assertThat(before.drain(PATIENCE)).isTrue();
            assertThat(server.state()).isEqualTo(LinkState.UP);
        }
        assertThat(path).doesNotExist();
    }

    /** F37. */
    @Test
    void aStolenPathFailsTheEndpointUntilItIsFree() throws Exception {
        Path path = folder.resolve("a.sock");
        try (Millrace far = Millrace.builder().listener(events).build()) {
            Endpoint server = far.listen("uds://" + path);
            Files.delete(path);
            try (ServerSocketChannel thief = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                thief.bind(UnixDomainSocketAddress.of(path));
                Await.until(PATIENCE, "failed", events::toString, () -> server.state() == LinkState.FAILED);
                assertThat(server.failure()).isNotNull();
                assertThat(server.failure().code()).isEqualTo(ErrorCode.ADDRESS_STOLEN);
                assertThat(path).exists();
            }
            server.resume();
            Await.until(PATIENCE, "up again", events::toString, () -> server.state() == LinkState.UP);
        }
    }

    /** F41: one attempt, and both sides say why. */
    @Test
    void aPeerThatIsNotOnTheListIsToldSoOnce() {
        Path path = folder.resolve("a.sock");
        Events own = new Events();
        try (Millrace far = Millrace.builder().listener(events).build();
                Millrace near = Millrace.builder().listener(own).build()) {
            Endpoint server = far.listen("uds://" + path + "?allow-user=somebody-else");
            server.subscribe("numbers", ledger::accept);
            Endpoint client = near.connect("uds://" + path);

            Await.until(PATIENCE, "failed", own::toString, () -> client.state() == LinkState.FAILED);

            assertThat(client.failure()).isNotNull();
            assertThat(client.failure().code()).isEqualTo(ErrorCode.REJECTED_AUTH);
            events.await("refused", event -> isCause(event, ErrorCode.PEER_NOT_ALLOWED));
            assertThat(events.count(Kind.ATTEMPT_FAILED)).isEqualTo(1);
            assertThat(server.state()).isEqualTo(LinkState.UP);
            assertThat(server.sessions()).isZero();
        }
    }

    /** F36, F39: permanent, so there is one attempt. */
    @Test
    void whatIsNoSocketFailsAtOnce() throws Exception {
        Path path = Files.writeString(folder.resolve("a.txt"), "precious");
        try (Millrace near = Millrace.builder().listener(events).build()) {
            Endpoint client = near.connect("uds://" + path);
            Await.until(PATIENCE, "failed", events::toString, () -> client.state() == LinkState.FAILED);
            assertThat(client.failure()).isNotNull();
            assertThat(client.failure().code()).isEqualTo(ErrorCode.NOT_A_SOCKET);
            Endpoint tooLong = near.connect("uds://" + folder.resolve("x".repeat(100)));
            Await.until(PATIENCE, "failed", events::toString, () -> tooLong.state() == LinkState.FAILED);
            assertThat(tooLong.failure()).isNotNull();
            assertThat(tooLong.failure().code()).isEqualTo(ErrorCode.INVALID_URI);
        }
        assertThat(path).hasContent("precious");
    }

    private static boolean isCause(LifecycleEvent event, ErrorCode code) {
        return event.cause() != null && event.cause().code() == code;
    }
}
