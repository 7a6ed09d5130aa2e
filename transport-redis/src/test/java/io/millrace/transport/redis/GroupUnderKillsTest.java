// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three members of a group in processes of their own, of which one after the other is killed, over a server with a file that is
 * killed twice; among the tasks some that make no sense. {@code transport-redis/campaign group} has it handle ten million.
 */
@Timeout(1_800)
class GroupUnderKillsTest {

    private static final int COUNT = Integer.getInteger("millrace.redis.messages", 300_000);
    private static final int MEMBERS = 3;
    private static final int POISON = 50;

    /** With many, a member is killed every so often; with few, so many times. */
    private static final long KILL_EVERY_NS = COUNT < 1_000_000 ? Long.MAX_VALUE : 10_000_000_000L;

    @TempDir
    Path folder;

    private String uri = "";
    private int incarnations;
    private int kills;
    private long killedNs;

    private Process member(int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemberMain.class.getName(),
                        uri,
                        "member-" + number,
                        folder.resolve("handled-" + number).toString(),
                        Integer.toString(COUNT))
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve("log-" + number + "-" + incarnations++).toFile())
                .start();
    }

    @Test
    void nothingIsLostAndWhatIsRepeatedIsMarked() throws IOException, InterruptedException {
        List<Process> members = new ArrayList<>();
        try (RedisProcess redis = RedisProcess.start("--appendonly", "yes", "--appendfsync", "always");
                Millrace millrace = Millrace.create()) {
            uri = redis.uri("claim-after=2s", "read-count=200");
            for (int i = 0; i < MEMBERS; i++) {
                members.add(member(i));
            }
            Endpoint endpoint = millrace.connect(redis.uri());
            Publication tasks = endpoint.publication("tasks");
            ByteBuffer message = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            int step = COUNT / POISON;
            killedNs = System.nanoTime();
            long beginNs = killedNs;
            for (int i = 0; i < COUNT; i++) {
                message.putInt(0, i);
                while (tasks.offer(message, 0, 16) != OfferStatus.ACCEPTED) {
                    Thread.yield();
                }
                if (i % step == step / 2) {
                    redis.ask("XADD", "tasks", "*", "frames", "poison");
                    disturb(redis, members, i / step);
                }
                if (i % 10_000 == 0) {
                    killWhenDue(members);
                }
            }
            long publishedNs = System.nanoTime();
            assertThat(tasks.drain(Duration.ofMinutes(2))).isTrue();
            awaitEmpty(redis, members);
            report("published in " + (publishedNs - beginNs) / 1_000_000 + " ms, handled in "
                    + (System.nanoTime() - beginNs) / 1_000_000 + " ms, members killed " + kills);
            assertThat(redis.number("XLEN", "tasks:dead")).isEqualTo(POISON);
            assertThat(redis.number("XLEN", "tasks")).isEqualTo(COUNT + (long) POISON);
        } finally {
            for (Process member : members) {
                member.destroyForcibly().waitFor();
            }
        }
        account();
    }

    /** Kills a member now and then, and the server twice. */
    private void disturb(RedisProcess redis, List<Process> members, int round)
            throws IOException, InterruptedException {
        if (round % 8 == 3 && KILL_EVERY_NS == Long.MAX_VALUE) {
            kill(members);
        }
        if (round == POISON / 3 || round == 2 * POISON / 3) {
            redis.kill();
            redis.restart();
        }
    }

    private void killWhenDue(List<Process> members) throws IOException, InterruptedException {
        if (System.nanoTime() - killedNs > KILL_EVERY_NS) {
            kill(members);
        }
    }

    /** One after the other; another one begins in its place. */
    private void kill(List<Process> members) throws IOException, InterruptedException {
        killedNs = System.nanoTime();
        int victim = kills++ % MEMBERS;
        members.get(victim).destroyForcibly().waitFor();
        members.set(victim, member(victim));
    }

    private void awaitEmpty(RedisProcess redis, List<Process> members) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < 600_000_000_000L) {
            killWhenDue(members);
            List<?> group = (List<?>) ((List<?>) redis.ask("XINFO", "GROUPS", "tasks")).get(0);
            Object newest = Replies.map(redis.ask("XINFO", "STREAM", "tasks")).get("last-generated-id");
            Object delivered = Replies.map(group).get("last-delivered-id");
            if (Replies.text(newest).equals(Replies.text(delivered))
                    && Replies.number(Replies.map(group).get("pending"), -1) == 0) {
                return;
            }
            RedisProcess.pause(100);
        }
        throw new AssertionError("not everything was handled: " + redis.ask("XINFO", "GROUPS", "tasks"));
    }

    private void account() throws IOException {
        int[] handled = new int[COUNT];
        long marked = 0;
        for (int i = 0; i < MEMBERS; i++) {
            byte[] counts = Files.readAllBytes(folder.resolve("handled-" + i));
            for (int n = 0; n < COUNT; n++) {
                handled[n] += counts[n];
                marked += counts[COUNT + n];
            }
        }
        long lost = 0;
        long repeats = 0;
        for (int times : handled) {
            lost += times == 0 ? 1 : 0;
            repeats += Math.max(0, times - 1);
        }
        report(COUNT + " tasks, lost " + lost + ", repeats " + repeats + ", marked " + marked);
        assertThat(lost).isZero();
        assertThat(repeats).isLessThanOrEqualTo(marked).isLessThan(COUNT / 10);
    }

    private static void report(String line) {
        System.getLogger(GroupUnderKillsTest.class.getName()).log(System.Logger.Level.INFO, line);
    }
}
