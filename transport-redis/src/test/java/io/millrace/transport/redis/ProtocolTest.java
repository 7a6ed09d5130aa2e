// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is between the transport and the protocol of Jedis: bytes as they stand in the specification of Redis. */
class ProtocolTest {

    private static AnswerReader reader(String bytes, int atATime) {
        InputStream in = new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atATime));
            }
        };
        return new AnswerReader(new Socket(), in, 1_000_000_000L);
    }

    private static String written(CommandBuffer commands) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        commands.sendTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void commandsGatherUntilTheyAreSent() throws IOException {
        CommandBuffer commands = new CommandBuffer();
        commands.command("XDEL", "orders", new EntryId(1_700_000_000_000L, 12)).command("WAIT", 1, -1L);
        String both = String.join(
                "\r\n",
                List.of(
                        "*3",
                        "$4",
                        "XDEL",
                        "$6",
                        "orders",
                        "$16",
                        "1700000000000-12",
                        "*3",
                        "$4",
                        "WAIT",
                        "$1",
                        "1",
                        "$2",
                        "-1",
                        ""));
        assertThat(written(commands)).isEqualTo(both);
        assertThat(written(commands)).isEmpty();
        commands.command("PING").clear();
        assertThat(written(commands)).isEmpty();
        byte[] large = new byte[3 << 20];
        assertThat(written(commands.command("ECHO", large))).hasSize(3_145_728 + 26);
        assertThat(written(commands.command("PING"))).isEqualTo("*1\r\n$4\r\nPING\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void answersAreReadWhereverTheyAreCut(int atATime) throws IOException {
        AnswerReader reader =
                reader("*5\r\n$5\r\nhello\r\n:-42\r\n*-1\r\n$-1\r\n-OOM no\r\n+OK\r\n-ERR no\r\n-BUSY\r\n", atATime);
        List<?> list = (List<?>) reader.answer();
        assertThat(Replies.text(list.get(0))).isEqualTo("hello");
        assertThat(list.get(1)).isEqualTo(-42L);
        assertThat(list.subList(2, 4)).containsExactlyElementsOf(Arrays.asList(null, null));
        assertThat(Replies.text(list.get(4))).isEqualTo("OOM no");
        assertThat(Replies.text(reader.answer())).isEqualTo("OK");
        assertThat(Replies.text(reader.answer())).isEqualTo("ERR no");
        assertThatThrownBy(reader::take).isInstanceOf(AnsweredException.class).hasMessage("BUSY");
        assertThatThrownBy(reader::answer).isInstanceOf(EOFException.class);
        assertThat(reader.hasInput()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n",
                "$99999999999\r\n",
                "$-5\r\n\r\n",
                "*-7\r\n",
                "*1\r\n",
                "-MOVED \r\n",
                ">1\r\n+hello\r\n"
            })
    void whatIsNotTheProtocolIsAnError(String bytes) {
        assertThatThrownBy(() -> reader(bytes, 1_000).answer()).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsNestedTooDeepIsAnError() {
        assertThatThrownBy(() -> reader("*1\r\n".repeat(1_000_000), 100_000).answer())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("StackOverflowError");
    }

    @Test
    void waitsForAnAnswerAsLongAsItIsTold() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket here = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket there = server.accept()) {
            AnswerReader reader = new AnswerReader(here, here.getInputStream(), 20_000_000);
            assertThat(reader.awaitInput(0)).isFalse();
            assertThat(reader.awaitInput(5_000_000)).isFalse();
            there.getOutputStream().write(":1\r\n:2".getBytes(StandardCharsets.US_ASCII));
            assertThat(reader.awaitInput(10_000_000_000L)).isTrue();
            assertThat(reader.answer()).isEqualTo(1L);
            assertThat(reader.awaitInput(10_000_000_000L)).isTrue();
            assertThatThrownBy(reader::answer).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static List<?> list(String bytes) throws IOException {
        return (List<?>) reader(bytes, 1_000).answer();
    }

    @Test
    void anEntryBecomesAFrame() throws IOException {
        String payload = "p".repeat(70_000);
        String one = "*2\r\n$15\r\n1700000000000-3\r\n*6\r\n$4\r\ndata\r\n$70000\r\n" + payload
                + "\r\n$3\r\npos\r\n$3\r\n128\r\n$5\r\nepoch\r\n$16\r\n00000000000000ff\r\n";
        EntryDecoder entry = new EntryDecoder();
        entry.read(list(one));
        entry.decode();
        assertThat(entry.id()).isEqualTo("1700000000000-3");
        assertThat(entry.position()).isEqualTo(128);
        assertThat(entry.epoch()).isEqualTo(255);
        assertThat(entry.length()).isEqualTo(70_048);
        assertThat(entry.size()).isEqualTo(70_031);
        assertThat(entry.buffer().getInt(entry.offset())).isEqualTo(70_032);
        byte[] seen = new byte[70_000];
        entry.buffer().get(entry.offset() + 32, seen);
        assertThat(new String(seen, StandardCharsets.US_ASCII)).isEqualTo(payload);
        entry.read(list("*2\r\n$3\r\n0-1\r\n*2\r\n$4\r\ndata\r\n$2\r\nhi\r\n"));
        entry.decode();
        assertThat(entry.position()).isEqualTo(-1);
        assertThat(entry.epoch()).isZero();
        assertThat(entry.buffer().getInt(entry.offset())).isEqualTo(34);
        assertThat(entry.buffer().get(entry.offset() + 32)).isEqualTo((byte) 'h');
        assertThat(entry.isGone()).isFalse();
        entry.read(list("*2\r\n$3\r\n5-5\r\n*-1\r\n"));
        assertThat(entry.isGone()).isTrue();
        assertThat(entry.entryId()).isEqualTo(new EntryId(5, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*1\r\n$3\r\n5-5\r\n",
                "*2\r\n:5\r\n*0\r\n",
                "*2\r\n$3\r\na-b\r\n*0\r\n",
                "*2\r\n$3\r\n5-5\r\n*2\r\n$4\r\ndata\r\n:5\r\n"
            })
    void whatIsNoEntryIsAnError(String bytes) {
        assertThatThrownBy(() -> new EntryDecoder().read(list(bytes))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind:99999999999", "kind:x", "type:70000", "status:256", "corr:", "pos:1.5", "epoch:xyz"})
    void fieldsThatMakeNoSenseAreTold(String field) throws IOException {
        String name = field.substring(0, field.indexOf(':'));
        String value = field.substring(field.indexOf(':') + 1);
        EntryDecoder entry = new EntryDecoder();
        entry.read(list("*2\r\n$3\r\n5-5\r\n*4\r\n$4\r\ndata\r\n$1\r\nx\r\n$" + name.length() + "\r\n" + name + "\r\n$"
                + value.length() + "\r\n" + value + "\r\n"));
        assertThatThrownBy(entry::decode).isInstanceOf(ProtocolException.class).hasMessageContaining("5-5");
    }

    @Test
    void pendingGrowsAround() {
        Pending pending = new Pending();
        long next = 0;
        long first = 0;
        for (int round = 0; round < 2_000; round++) {
            for (int i = 0; i < 3; i++) {
                pending.add(Pending.ENTRY, next, next + 1, next + 2, 1);
                next++;
            }
            assertThat(pending.logFrom(0)).isEqualTo(first);
            assertThat(pending.logFrom(pending.size() - 1)).isEqualTo(next - 1);
            pending.remove();
            first++;
        }
        assertThat(pending.size()).isEqualTo(4_000);
    }
}
