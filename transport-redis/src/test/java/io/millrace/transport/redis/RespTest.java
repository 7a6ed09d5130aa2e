// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol by hand: bytes as they stand in its specification. */
class RespTest {

    private static RespReader reader(String bytes, int atATime) {
        InputStream in = new ByteArrayInputStream(bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atATime));
            }
        };
        return new RespReader(new Socket(), in, 1_000_000_000L);
    }

    private static String written(RespWriter writer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.sendTo(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void commandsAreArraysOfWords() throws IOException {
        RespWriter writer = new RespWriter();
        writer.command("XADD", "orders").command(2).word(-1).word(1_700_000_000_000L, 12);
        assertThat(written(writer))
                .isEqualTo("*2\r\n$4\r\nXADD\r\n$6\r\norders\r\n*2\r\n$2\r\n-1\r\n$16\r\n1700000000000-12\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 99, 100, 12_345, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void numbersAreDecimal(long number) throws IOException {
        String text = Long.toString(number);
        assertThat(written(new RespWriter().word(number))).isEqualTo("$" + text.length() + "\r\n" + text + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void answersAreReadWhereverTheyAreCut(int atATime) throws IOException {
        RespReader reader = reader("*4\r\n$5\r\nhello\r\n:-42\r\n*-1\r\n$-1\r\n+OK\r\n-ERR no\r\n", atATime);
        List<?> list = (List<?>) reader.read();
        assertThat(RespReader.text(list.get(0))).isEqualTo("hello");
        assertThat(list.get(1)).isEqualTo(-42L);
        assertThat(list.subList(2, 4)).containsExactlyElementsOf(Arrays.asList(null, null));
        assertThat(reader.read()).isEqualTo("OK");
        assertThat(reader.read()).isEqualTo(new RespReader.Failure("ERR no"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n", "$99999999999\r\n", "$-5\r\n\r\n", ":4x\r\n", "*1\r\n"})
    void whatIsNotTheProtocolIsAnError(String bytes) {
        assertThatThrownBy(() -> {
                    Object answer = reader(bytes, 1_000).read();
                    if (answer == null) {
                        throw new IOException("a null where none was asked for");
                    }
                })
                .isInstanceOfAny(IOException.class, ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 100_000})
    void anEntryIsSeenInPlace(int atATime) throws IOException {
        String payload = "p".repeat(70_000);
        String one = "*2\r\n$15\r\n1700000000000-3\r\n*6\r\n$4\r\ndata\r\n$70000\r\n" + payload
                + "\r\n$3\r\npos\r\n$3\r\n128\r\n$5\r\nepoch\r\n$16\r\n00000000000000ff\r\n";
        String small = "*2\r\n$3\r\n0-1\r\n*2\r\n$4\r\ndata\r\n$2\r\nhi\r\n";
        RespReader reader = reader(one + small + "*2\r\n$3\r\n5-5\r\n*-1\r\n", atATime);
        EntryDecoder entry = new EntryDecoder(reader);
        assertThat(entry.next()).isTrue();
        entry.decode();
        assertThat(entry.id()).isEqualTo("1700000000000-3");
        assertThat(entry.position()).isEqualTo(128);
        assertThat(entry.epoch()).isEqualTo(255);
        assertThat(entry.length()).isEqualTo(70_048);
        assertThat(entry.buffer().getInt(entry.offset())).isEqualTo(70_032);
        byte[] seen = new byte[70_000];
        entry.buffer().get(entry.offset() + 32, seen);
        assertThat(new String(seen, StandardCharsets.US_ASCII)).isEqualTo(payload);
        entry.done();
        assertThat(entry.next()).isTrue();
        entry.decode();
        assertThat(entry.position()).isEqualTo(-1);
        assertThat(entry.buffer().get(entry.offset() + 32)).isEqualTo((byte) 'h');
        entry.done();
        assertThat(entry.next()).isTrue();
        assertThat(entry.isGone()).isTrue();
    }

    /** From the documentation of Redis, and asked of redis-cli: CLUSTER KEYSLOT. */
    @ParameterizedTest
    @CsvSource({"123456789,12739", "somekey,11058", "foo{hash_tag},2515", "{hash_tag}:dead,2515"})
    void keysLieInSlots(String key, int slot) {
        assertThat(HashSlot.of(key)).isEqualTo(slot);
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
