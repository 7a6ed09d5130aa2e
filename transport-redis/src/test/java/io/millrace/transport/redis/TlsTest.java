// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LinkState;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rediss}: whom it trusts, and that it speaks TLS to a server that was built with it. */
class TlsTest {

    @TempDir
    static Path folder;

    private static int tlsPort;

    /** A certificate for 127.0.0.1 and one for somebody else, by the openssl of the system. */
    @BeforeAll
    static void certificates() throws IOException, InterruptedException {
        tlsPort = RedisProcess.freePort();
        for (String[] each : new String[][] {{"right", "IP:127.0.0.1"}, {"wrong", "DNS:elsewhere.example"}}) {
            Process openssl;
            try {
                openssl = new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:prime256v1",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=redis",
                                "-addext",
                                "subjectAltName=" + each[1],
                                "-keyout",
                                folder.resolve(each[0] + ".key").toString(),
                                "-out",
                                folder.resolve(each[0] + ".pem").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                assumeTrue(false, "skipped: no openssl to make certificates with: " + e.getMessage());
                return;
            }
            assumeTrue(openssl.waitFor() == 0, "skipped: openssl made no certificate");
        }
    }

    private static RedisProcess withTls(String certificate) {
        try {
            return RedisProcess.start(
                    "--tls-port", Integer.toString(tlsPort),
                    "--tls-cert-file", folder.resolve(certificate + ".pem").toString(),
                    "--tls-key-file", folder.resolve(certificate + ".key").toString(),
                    "--tls-ca-cert-file", folder.resolve(certificate + ".pem").toString(),
                    "--tls-auth-clients", "no");
        } catch (IllegalStateException e) {
            assumeTrue(!e.getMessage().contains("tls"), "skipped: this redis-server was built without TLS");
            throw e;
        }
    }

    private static String uri(String certificate) {
        return "rediss://127.0.0.1:" + tlsPort + "?ca=" + folder.resolve(certificate + ".pem");
    }

    @Test
    void speaksTls() {
        try (RedisProcess redis = withTls("right");
                Millrace millrace = Millrace.create()) {
            Inbox inbox = new Inbox();
            Endpoint endpoint = millrace.connect(uri("right"));
            endpoint.subscribe(
                    "orders", SubscriptionOptions.builder().fromStart().build(), inbox);
            for (int i = 0; i < 2_000; i++) {
                endpoint.publication("orders").publish("m" + i);
            }
            assertThat(inbox.await(2_000)).hasSize(2_000).endsWith("m1999");
            assertThat(redis.number("XLEN", "orders")).isEqualTo(2_000);
        }
    }

    @Test
    void whomItDoesNotTrustItDoesNotSpeakTo() {
        try (RedisProcess redis = withTls("right");
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(uri("wrong"));
            Inbox.awaitThat(() -> endpoint.state() == LinkState.FAILED);
            assertThat(endpoint.failure().code()).isIn(ErrorCode.TLS_UNTRUSTED, ErrorCode.TLS_HANDSHAKE_FAILED);
            assertThat(redis.port()).isPositive();
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        try (RedisProcess redis = withTls("wrong");
                Millrace millrace = Millrace.create()) {
            Endpoint endpoint = millrace.connect(uri("wrong"));
            Inbox.awaitThat(() -> endpoint.state() == LinkState.FAILED);
            assertThat(endpoint.failure().code()).isEqualTo(ErrorCode.TLS_WRONG_NAME);
            assertThat(redis.port()).isPositive();
        }
    }
}
