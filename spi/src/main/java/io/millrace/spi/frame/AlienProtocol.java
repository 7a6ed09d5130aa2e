// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.millrace.error.RemoteText;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Guesses from the first bytes of a peer what it speaks, if it does not speak Millrace, so that the error about it can
 * say more than "bad frame". Stateless, for any thread; reads the buffer absolutely and changes nothing. Called once a
 * link at most, when a handshake has failed.
 */
public final class AlienProtocol {

    private static final int LOOKED_AT = 64;
    private static final int QUOTED_CHARS = 24;
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;

    /** A prefix, as ISO 8859-1, and what starts so; the first match counts. */
    private record Sign(String prefix, String meaning) {}

    private static final Sign[] SIGNS = {
        new Sign("PRI * HTTP/2", "an HTTP/2 client (gRPC?)"),
        new Sign("HTTP/", "an HTTP server's response"),
        new Sign("GET ", "an HTTP client's request"),
        new Sign("POST ", "an HTTP client's request"),
        new Sign("PUT ", "an HTTP client's request"),
        new Sign("HEAD ", "an HTTP client's request"),
        new Sign("DELETE ", "an HTTP client's request"),
        new Sign("PATCH ", "an HTTP client's request"),
        new Sign("OPTIONS ", "an HTTP client's request"),
        new Sign("TRACE ", "an HTTP client's request"),
        new Sign("CONNECT {", "a NATS client"),
        new Sign("CONNECT ", "an HTTP client's request for a tunnel"),
        new Sign("INFO {", "a NATS server"),
        new Sign("CONNECT\n", "a STOMP client"),
        new Sign("STOMP\n", "a STOMP client"),
        new Sign("SSH-", "an SSH peer"),
        new Sign("220 ", "an SMTP or FTP server"),
        new Sign("220-", "an SMTP or FTP server"),
        new Sign("EHLO ", "an SMTP client"),
        new Sign("HELO ", "an SMTP client"),
        new Sign("+OK ", "a POP3 or Redis server"),
        new Sign("+PONG\r\n", "a Redis server"),
        new Sign("-ERR ", "a Redis server"),
        new Sign("-NOAUTH ", "a Redis server"),
        new Sign("-DENIED ", "a Redis server"),
        new Sign("PING\r\n", "a Redis or NATS client"),
        new Sign("AMQP", "an AMQP peer (RabbitMQ?)"),
        new Sign("JRMI", "a Java RMI client"),
        new Sign("PROXY ", "a load balancer that sends the PROXY protocol"),
        new Sign("\r\n\r\n\0\r\nQUIT\n", "a load balancer that sends the PROXY protocol, version 2"),
        new Sign("\254\355\0\5", "a Java serialization stream"),
    };

    private AlienProtocol() {}

    /**
     * True if these first bytes of a link, as far as they reach, are those of a Millrace HELLO, WELCOME or REJECT of any
     * version: kind and magic are in their places.
     */
    public static boolean isMillrace(ByteBuffer b, int offset, int length) {
        if (length > FrameDescriptor.KIND_OFFSET) {
            int kind = FrameFlyweight.kind(b, offset);
            if (kind < FrameDescriptor.KIND_HELLO || kind > FrameDescriptor.KIND_REJECT) {
                return false;
            }
        }
        long magic = FrameDescriptor.MAGIC;
        int end = Math.min(length, FrameDescriptor.CORRELATION_ID_OFFSET);
        for (int i = FrameDescriptor.POSITION_OFFSET; i < end; i++) {
            if (b.get(offset + i) != (byte) magic) {
                return false;
            }
            magic >>>= Byte.SIZE;
        }
        return true;
    }

    /**
     * What the peer that sent these first bytes looks like, as the object of "this looks like ...": {@code "an HTTP
     * client's request"}. Never has control characters of the peer in it.
     *
     * @return null if nothing can be told
     */
    public static @Nullable String describe(ByteBuffer b, int offset, int length) {
        byte[] bytes = new byte[Math.max(0, Math.min(Math.min(length, LOOKED_AT), b.limit() - offset))];
        b.get(offset, bytes);
        String head = new String(bytes, ISO_8859_1);
        for (Sign sign : SIGNS) {
            if (head.startsWith(sign.prefix)) {
                return sign.meaning;
            }
        }
        String binary = describeBinary(head);
        return binary != null ? binary : describeText(head);
    }

    /** True if these bytes, of which there are three at least, begin a record of TLS: a handshake or an alert. */
    public static boolean isTls(ByteBuffer b, int offset, int length) {
        if (length < 3) {
            return false;
        }
        int type = b.get(offset);
        int minor = b.get(offset + 2);
        return (type == TLS_HANDSHAKE || type == TLS_ALERT) && b.get(offset + 1) == 3 && minor >= 1 && minor <= 4;
    }

    private static @Nullable String describeBinary(String head) {
        if (head.length() >= 6 && head.startsWith("\26\3") && head.charAt(5) == 1) {
            return "a TLS client (ClientHello)";
        }
        if (head.startsWith("\26\3") || head.startsWith("\25\3")) {
            return "a TLS peer";
        }
        if (head.length() >= 10 && head.charAt(0) == 0xFF && head.charAt(9) == 0x7F) {
            return "a ZeroMQ peer";
        }
        if (head.startsWith("\20") && (head.startsWith("\0\4MQTT", 2) || head.startsWith("\0\4MQTT", 3))) {
            return "an MQTT client";
        }
        if (head.startsWith("\0\0\0\10\4\322\26/") || head.startsWith("\0\3\0\0user\0", 4)) {
            return "a PostgreSQL client";
        }
        if (head.startsWith("\0\0\0\n", 1) && head.indexOf('\0', 5) > 5) {
            return "a MySQL server";
        }
        if (isRedisArray(head)) {
            return "a Redis client";
        }
        return null;
    }

    /** RESP: {@code *<digits>\r\n$}. */
    private static boolean isRedisArray(String head) {
        int lineEnd = head.indexOf("\r\n$");
        return head.startsWith("*")
                && lineEnd > 1
                && head.substring(1, lineEnd).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable String describeText(String head) {
        int printable = 0;
        while (printable < head.length() && isText(head.charAt(printable))) {
            printable++;
        }
        if (printable < 4) {
            return null;
        }
        return "text that starts with '" + RemoteText.clean(head.substring(0, printable), QUOTED_CHARS) + "'";
    }

    private static boolean isText(char c) {
        return (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t';
    }
}
