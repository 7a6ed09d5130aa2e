// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import org.junit.jupiter.api.Test;

/** Who must not get in does not, learns why in words that help, and tries once. */
class RefusalTest {
    private static final Certificates CERTIFICATES = Certificates.get();
    private static final String TRUSTING = CERTIFICATES.trusts("authority");

    /** Fails for good, with this code, at the first attempt. */
    private static MillraceException fails(Pair pair, String clientOptions, ErrorCode code) {
        MillraceException failure = pair.failureOf(pair.connect(clientOptions));
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
        assertThat(failure.errorClass()).isEqualTo(ErrorClass.PERMANENT);
        assertThat(failure.hint()).isNotEmpty();
        assertThat(failure.getMessage()).doesNotContain(Certificates.PASSWORD);
        assertThat(pair.attempts()).isEqualTo(1);
        return failure;
    }

    @Test
    void aCertificateOfAnUnknownAuthority() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("impostor"))) {
            assertThat(fails(pair, TRUSTING, ErrorCode.TLS_UNTRUSTED).detail()).contains("CN=impostor", "CN=stranger");
            MillraceException refusal = pair.refusal();
            assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.REJECTED_CERTIFICATE);
            assertThat(refusal.detail()).contains("127.0.0.1:");
        }
    }

    @Test
    void aCertificateForAnotherName() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("elsewhere"))) {
            assertThat(fails(pair, TRUSTING, ErrorCode.TLS_WRONG_NAME).detail())
                    .contains("elsewhere.example", "127.0.0.1");
        }
    }

    @Test
    void anotherNameIsFineIfItIsTheOneAskedFor() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("elsewhere"))) {
            var named = pair.connect(TRUSTING + "&server-name=elsewhere.example&name=a");
            var unchecked = pair.connect(TRUSTING + "&verify-host=false&name=b");
            pair.until(() -> named.sessions() == 1 && unchecked.sessions() == 1);
        }
    }

    @Test
    void anExpiredCertificate() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("expired"))) {
            assertThat(fails(pair, TRUSTING, ErrorCode.TLS_EXPIRED).detail()).contains("CN=expired", "valid from");
        }
    }

    @Test
    void anExpiredCertificateOfTheClient() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("server") + "&client-auth=need&" + TRUSTING)) {
            fails(pair, TRUSTING + "&" + CERTIFICATES.is("expired"), ErrorCode.REJECTED_CERTIFICATE);
            assertThat(pair.refusal().code()).isEqualTo(ErrorCode.TLS_EXPIRED);
        }
    }

    @Test
    void aClientWithoutACertificate() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("server") + "&client-auth=need&" + TRUSTING)) {
            fails(pair, TRUSTING, ErrorCode.REJECTED_CERTIFICATE);
            assertThat(pair.refusal().code()).isEqualTo(ErrorCode.TLS_UNTRUSTED);
            assertThat(pair.refusal().detail()).contains("shows no certificate");
        }
    }

    @Test
    void aClientOfAnUnknownAuthority() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("server") + "&client-auth=want&" + TRUSTING)) {
            fails(pair, TRUSTING + "&" + CERTIFICATES.is("impostor"), ErrorCode.REJECTED_CERTIFICATE);
            assertThat(pair.refusal().code()).isEqualTo(ErrorCode.TLS_UNTRUSTED);
            assertThat(pair.refusal().detail()).contains("CN=impostor");
        }
    }

    @Test
    void aClientWithoutACertificateWhereOneIsOnlyWanted() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("server") + "&client-auth=want&" + TRUSTING)) {
            var client = pair.connect(TRUSTING);
            pair.until(() -> client.sessions() == 1);
        }
    }

    @Test
    void plainTextToAPortOfTls() {
        try (Pair pair = Pair.listening(CERTIFICATES.is("server"))) {
            MillraceException failure = pair.failureOf(pair.connect("tcp", "name=plain"));
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.PEER_SPEAKS_TLS);
            assertThat(failure.hint()).contains("tcps://");
            assertThat(pair.attempts()).isEqualTo(1);
            assertThat(pair.refusal().code()).isEqualTo(ErrorCode.PEER_SPEAKS_NO_TLS);
            assertThat(pair.refusal().detail()).contains("Millrace in plain text", "127.0.0.1:");
        }
    }

    @Test
    void tlsToAPlainPort() {
        try (Pair pair = new Pair("tcp://127.0.0.1:0")) {
            assertThat(fails(pair, TRUSTING, ErrorCode.PEER_SPEAKS_NO_TLS).getMessage())
                    .contains("Millrace in plain text", "tcp://");
            assertThat(pair.refusal().code()).isEqualTo(ErrorCode.PEER_SPEAKS_TLS);
        }
    }
}
