// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlienProtocolTest {

    private static String describe(String head) {
        ByteBuffer b = Recoding.littleEndian(("junk" + head).getBytes(ISO_8859_1));
        return AlienProtocol.describe(b, 4, head.length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET / HTTP/1.1\\r\\nHost: x | an HTTP client's request",
                "POST /v1 HTTP/1.1 | an HTTP client's request",
                "HTTP/1.1 400 Bad Request | an HTTP server's response",
                "PRI * HTTP/2.0\\r\\n\\r\\nSM | an HTTP/2 client (gRPC?)",
                "CONNECT {\"verbose\":false} | a NATS client",
                "CONNECT a.example:443 HTTP/1.1 | an HTTP client's request for a tunnel",
                "INFO {\"server_id\":1} | a NATS server",
                "SSH-2.0-OpenSSH_9.9 | an SSH peer",
                "220 mail.example ESMTP | an SMTP or FTP server",
                "*2\\r\\n$5\\r\\nHELLO | a Redis client",
                "PING\\r\\n | a Redis or NATS client",
                "-ERR unknown command | a Redis server",
                "hello, anybody? | text that starts with 'hello, anybody?'",
                "*x\\r\\n$5 | text that starts with '*x\\x0D\\x0A$5'",
            })
    void textProtocols(String head, String expected) {
        assertThat(describe(head.replace("\\r", "\r").replace("\\n", "\n"))).isEqualTo(expected);
    }

    @Test
    void binaryProtocols() {
        Map<String, String> table = Map.of(
                "\26\3\1\2\0\1\0", "a TLS client (ClientHello)",
                "\26\3\3\0\60\2", "a TLS peer",
                "\25\3\3\0\2", "a TLS peer",
                "\377\0\0\0\0\0\0\0\1\177", "a ZeroMQ peer",
                "\20\22\0\4MQTT\5", "an MQTT client",
                "AMQP\0\0\11\1", "an AMQP peer (RabbitMQ?)",
                "\0\0\0\10\4\322\26/", "a PostgreSQL client",
                "J\0\0\0\0128.0.36\0", "a MySQL server",
                "\r\n\r\n\0\r\nQUIT\n", "a load balancer that sends the PROXY protocol, version 2",
                "\254\355\0\5", "a Java serialization stream");
        table.forEach((head, expected) -> assertThat(describe(head)).isEqualTo(expected));
    }

    @Test
    void nothingCanBeToldOfNothing() {
        assertThat(describe("")).isNull();
        assertThat(describe("\1\2\3\4")).isNull();
        assertThat(describe("abc")).isNull();
        assertThat(AlienProtocol.describe(ByteBuffer.allocate(8), 8, 100)).isNull();
    }

    @Test
    void controlCharactersOfThePeerAreNotRepeated() {
        assertThat(describe("evil\t\33[31m")).isEqualTo("text that starts with 'evil\\x09'");
    }

    @Test
    void aHandshakeIsMillraceFromItsFirstByteOn() {
        for (String name : new String[] {"HELLO", "WELCOME", "REJECT before WELCOME"}) {
            byte[] frame = SampleFrames.all().get(name);
            for (int length = 0; length <= frame.length; length++) {
                assertThat(AlienProtocol.isMillrace(Recoding.littleEndian(frame), 0, length))
                        .isTrue();
            }
        }
        byte[] later = SampleFrames.all().get("STATUS");
        assertThat(AlienProtocol.isMillrace(Recoding.littleEndian(later), 0, later.length))
                .isFalse();
        byte[] request = "GET /favicon.ico HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1);
        assertThat(AlienProtocol.isMillrace(Recoding.littleEndian(request), 0, request.length))
                .isFalse();
    }
}
