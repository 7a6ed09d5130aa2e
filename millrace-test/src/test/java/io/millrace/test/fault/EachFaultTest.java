// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import static io.millrace.test.fault.ProxiedPair.bytes;
import static io.millrace.test.fault.ProxiedPair.read;
import static io.millrace.test.fault.ProxiedPair.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.test.fault.ProxiedPair.Family;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault, seen by two plain sockets of each family. */
class EachFaultTest {
    private static final byte[] SOME = bytes(1_000);

    private ProxiedPair pair;

    private void open(Family family) throws IOException {
        pair = new ProxiedPair(family);
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    /** Passes in both directions as if nothing were between. */
    private void expectHealthy() throws IOException {
        write(pair.dialler, SOME);
        assertThat(read(pair.target, SOME.length)).isEqualTo(SOME);
        write(pair.target, SOME);
        assertThat(read(pair.dialler, SOME.length)).isEqualTo(SOME);
    }

    private static void expectNothing(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        long untilNs = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (System.nanoTime() < untilNs) {
            assertThat(channel.read(ByteBuffer.allocate(1))).isZero();
            Thread.onSpinWait();
        }
        channel.configureBlocking(true);
    }

    private static void expectReset(SocketChannel channel) {
        assertThatThrownBy(() -> {
                    if (read(channel, 1).length == 0) {
                        throw new IOException("end");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static byte[] without(byte[] all, int from, int to) {
        byte[] rest = new byte[all.length - (to - from)];
        System.arraycopy(all, 0, rest, 0, from);
        System.arraycopy(all, to, rest, from, all.length - to);
        return rest;
    }

    @ParameterizedTest
    @EnumSource
    void latencyDelaysOneDirectionUntilItIsHealed(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().latency(Duration.ofMillis(150), Duration.ofMillis(50));
        long startNs = System.nanoTime();
        write(pair.dialler, SOME);
        assertThat(read(pair.target, SOME.length)).isEqualTo(SOME);
        assertThat(System.nanoTime() - startNs)
                .isGreaterThanOrEqualTo(Duration.ofMillis(150).toNanos());
        pair.proxy.heal();
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void latencyWithJitterKeepsTheOrderOfManyChunks(Family family) throws Exception {
        open(family);
        pair.proxy.bothWays().latency(Duration.ofMillis(1), Duration.ofMillis(5));
        byte[] much = bytes(3_000_000);
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < much.length; i += 10_000) {
                    write(pair.dialler, Arrays.copyOfRange(much, i, i + 10_000));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        assertThat(read(pair.target, much.length)).isEqualTo(much);
        writer.join();
    }

    @ParameterizedTest
    @EnumSource
    void throttlePassesNoMoreThanWasAllowed(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().throttle(100_000);
        byte[] much = bytes(30_000);
        long startNs = System.nanoTime();
        write(pair.dialler, much);
        assertThat(read(pair.target, much.length)).isEqualTo(much);
        // a twentieth of a second's worth may be saved up
        assertThat(System.nanoTime() - startNs)
                .isGreaterThanOrEqualTo(Duration.ofMillis(240).toNanos());
    }

    @ParameterizedTest
    @EnumSource
    void splitWritesSmallPieces(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().hold();
        write(pair.dialler, SOME);
        pair.proxy.toTarget().split(1).release();
        ByteBuffer first = ByteBuffer.allocate(SOME.length);
        pair.target.read(first);
        assertThat(read(pair.target, SOME.length - first.position()))
                .isEqualTo(Arrays.copyOfRange(SOME, first.position(), SOME.length));
        assertThat(pair.proxy.log()).anyMatch(line -> line.contains("to the target: split into at most 1 bytes"));
    }

    @ParameterizedTest
    @EnumSource
    void dropIsSilentAndWhatWasDroppedStaysLost(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().drop();
        write(pair.dialler, SOME);
        expectNothing(pair.target);
        write(pair.target, SOME);
        assertThat(read(pair.dialler, SOME.length)).as("the other direction").isEqualTo(SOME);
        pair.proxy.heal();
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void holdKeepsWhatReleaseLetsPass(Family family) throws IOException {
        open(family);
        pair.proxy.bothWays().hold();
        write(pair.dialler, SOME);
        expectNothing(pair.target);
        pair.proxy.bothWays().release();
        assertThat(read(pair.target, SOME.length)).isEqualTo(SOME);
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void hiddenEndIsToldWhenHealed(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().hideEnd();
        pair.dialler.close();
        expectNothing(pair.target);
        write(pair.target, SOME); // goes nowhere, and that is hidden too
        pair.proxy.heal();
        assertThat(read(pair.target, 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void swallowTakesARangeOut(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().swallow(100, 50);
        write(pair.dialler, SOME);
        assertThat(read(pair.target, SOME.length - 50)).isEqualTo(without(SOME, 100, 150));
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void swallowsARangeThatComesInPieces(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().swallow(10, 2_000);
        write(pair.dialler, SOME);
        assertThat(read(pair.target, 10)).isEqualTo(Arrays.copyOf(SOME, 10));
        write(pair.dialler, SOME);
        expectNothing(pair.target);
        write(pair.dialler, SOME);
        assertThat(read(pair.target, SOME.length - 10)).isEqualTo(Arrays.copyOfRange(SOME, 10, SOME.length));
    }

    @ParameterizedTest
    @EnumSource
    void flipAltersThatManyBitsAndNoMore(Family family) throws IOException {
        open(family);
        pair.proxy.toDialler().flipBits(1, 200);
        write(pair.target, SOME);
        byte[] received = read(pair.dialler, SOME.length);
        int bits = 0;
        for (int i = 0; i < SOME.length; i++) {
            int changed = Integer.bitCount((SOME[i] ^ received[i]) & 0xff);
            assertThat(i < 200 || changed == 0).isTrue();
            bits += changed;
        }
        assertThat(bits).isEqualTo(1);
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void duplicateWritesTwice(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().duplicate(300);
        write(pair.dialler, SOME);
        byte[] received = read(pair.target, SOME.length + 300);
        assertThat(without(received, 300, 600)).isEqualTo(SOME);
        assertThat(Arrays.copyOfRange(received, 300, 600)).isEqualTo(Arrays.copyOf(SOME, 300));
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void closeAfterCutsAtTheByte(Family family) throws IOException {
        open(family);
        expectHealthy();
        pair.proxy.toTarget().closeAfter(123);
        write(pair.dialler, SOME);
        expectReset(pair.dialler);
        byte[] received = new byte[0];
        try {
            received = read(pair.target, SOME.length);
        } catch (IOException reset) {
            // the reset may overtake the bytes at the receiver; never more than asked for arrive
        }
        assertThat(received.length).isLessThanOrEqualTo(123);
    }

    @ParameterizedTest
    @EnumSource
    void halfCloseEndsOneDirection(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().halfClose();
        assertThat(read(pair.target, 1)).isEmpty();
        write(pair.dialler, SOME);
        write(pair.target, SOME);
        assertThat(read(pair.dialler, SOME.length)).isEqualTo(SOME);
    }

    @ParameterizedTest
    @EnumSource
    void resetEndsBothSidesAndNewOnesAreAccepted(Family family) throws IOException {
        open(family);
        pair.proxy.reset();
        expectReset(pair.dialler);
        expectReset(pair.target);
        pair.connect();
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void downRefusesUntilUp(Family family) throws IOException {
        open(family);
        pair.proxy.down();
        assertThatThrownBy(() -> SocketChannel.open(pair.address())).isInstanceOf(IOException.class);
        pair.proxy.up();
        pair.connect();
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void downForAWhileReturnsByItself(Family family) throws IOException {
        open(family);
        pair.proxy.down(Duration.ofMillis(50));
        long untilNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            try {
                pair.connect();
                break;
            } catch (IOException refused) {
                assertThat(System.nanoTime()).isLessThan(untilNs);
                Thread.onSpinWait();
            }
        }
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void halfOpenLeavesOneSideAlone(Family family) throws IOException {
        open(family);
        pair.proxy.halfOpenForDiallers();
        expectReset(pair.target);
        write(pair.dialler, SOME);
        expectNothing(pair.dialler);
        pair.connect();
        expectHealthy();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHalfOpenGoesWhenItsLastSideHasClosedAfterHealing(Family family) throws IOException {
        open(family);
        pair.proxy.halfOpenForDiallers();
        write(pair.dialler, SOME);
        pair.proxy.heal();
        write(pair.dialler, SOME);
        expectNothing(pair.dialler);
        assertThat(pair.proxy.connections()).containsExactly(1L);
        SocketChannel dialler = pair.dialler;
        pair.connect();
        dialler.close();
        awaitOnly(2L);
        pair.proxy.halfOpenForTarget();
        pair.proxy.heal();
        pair.target.close();
        awaitOnly();
    }

    private void awaitOnly(Long... connections) {
        long untilNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!pair.proxy.connections().equals(List.of(connections)) && System.nanoTime() - untilNs < 0) {
            Thread.onSpinWait();
        }
        assertThat(pair.proxy.connections()).isEqualTo(List.of(connections));
    }

    @ParameterizedTest
    @EnumSource
    void aFaultOfOneConnectionLeavesTheOthersAlone(Family family) throws IOException {
        open(family);
        SocketChannel firstTarget = pair.target;
        try (SocketChannel first = pair.dialler) {
            pair.connect();
            assertThat(pair.proxy.connections()).isEqualTo(List.of(1L, 2L));
            pair.proxy.toTarget().ofConnection(1).drop();
            write(first, SOME);
            expectNothing(firstTarget);
            expectHealthy();
        } finally {
            firstTarget.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void faultsAreForLaterConnectionsToo(Family family) throws IOException {
        open(family);
        pair.proxy.toTarget().drop();
        pair.dialler.close();
        pair.target.close();
        pair.connect();
        write(pair.dialler, SOME);
        expectNothing(pair.target);
    }
}
