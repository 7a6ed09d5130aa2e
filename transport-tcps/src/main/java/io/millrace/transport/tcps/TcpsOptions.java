// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.uri.Option;
import io.millrace.transport.tcp.TcpTransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The options of a {@code tcps:} URI beside those of {@code tcp:}. */
final class TcpsOptions {
    static final Option<String> CERT =
            Option.text("cert", "", "File with this end's certificate and those between it and its authority, in PEM.");

    static final Option<String> CERT_KEY =
            Option.text("cert-key", "", "File with the private key of cert, in PEM (PKCS#8); may be the same file.");

    static final Option<String> CERT_KEY_PASSWORD = Option.text(
                    "cert-key-password",
                    "",
                    "Password of an encrypted cert-key; file:PATH or env:NAME says where it is.")
            .secret();

    static final Option<String> CERT_STORE = Option.text(
            "cert-store", "", "PKCS#12 store with this end's certificate and key, instead of cert and cert-key.");

    static final Option<String> CERT_STORE_PASSWORD = Option.text(
                    "cert-store-password", "", "Password of cert-store; file:PATH or env:NAME says where it is.")
            .secret();

    static final Option<String> TRUST = Option.text(
            "trust",
            "",
            "File with the certificates of the authorities that vouch for peers, in PEM; else those of the JDK.");

    static final Option<String> TRUST_STORE =
            Option.text("trust-store", "", "PKCS#12 store with those certificates, instead of trust.");

    static final Option<String> TRUST_STORE_PASSWORD = Option.text(
                    "trust-store-password", "", "Password of trust-store; file:PATH or env:NAME says where it is.")
            .secret();

    static final Option<ClientAuth> CLIENT_AUTH = Option.choice(
            "client-auth",
            ClientAuth.NONE,
            "Whether a listener asks for, or insists on, a certificate of whoever connects.");

    static final Option<Boolean> VERIFY_HOST =
            Option.bool("verify-host", true, "Whether the listener's certificate must name the host that was dialled.");

    static final Option<String> SERVER_NAME =
            Option.text("server-name", "", "Name that the listener's certificate must have, if not that of the URI.");

    static final Option<Boolean> TLS12 = Option.bool(
            "tls12", false, "Whether TLS 1.2 will do, for peers that are not Millrace; else it is TLS 1.3.");

    static final Option<Duration> RELOAD = Option.duration(
            "reload",
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ofHours(24),
            "How often to look whether the files have changed; 0s: never. New links use what is new, live ones stay.");

    private static final List<Option<?>> OWN = List.of(
            CERT,
            CERT_KEY,
            CERT_KEY_PASSWORD,
            CERT_STORE,
            CERT_STORE_PASSWORD,
            TRUST,
            TRUST_STORE,
            TRUST_STORE_PASSWORD,
            CLIENT_AUTH,
            VERIFY_HOST,
            SERVER_NAME,
            TLS12,
            RELOAD);

    static final List<Option<?>> ALL = Stream.concat(OWN.stream(), new TcpTransportProvider().options().stream())
            .toList();

    private TcpsOptions() {}
}
