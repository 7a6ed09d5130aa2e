// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Whom {@code rediss} trusts: who has signed the server's certificate, for the name that was dialled. */
final class TlsTrust {

    private final String file;

    private TlsTrust(String file) {
        this.file = file;
    }

    static TlsTrust of(Options options) {
        return new TlsTrust(options.get(RedisOptions.CA));
    }

    /** Speaks TLS over a connected socket; the file of trust is read anew. */
    Socket over(Socket plain, String host, int port) throws IOException {
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (SSLHandshakeException e) {
            throw handshake(host + ":" + port, e);
        }
        return socket;
    }

    private static MillraceException handshake(String address, SSLHandshakeException cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                boolean wrongName = String.valueOf(t.getMessage()).startsWith("No ");
                return MillraceException.of(
                        wrongName ? ErrorCode.TLS_WRONG_NAME : ErrorCode.TLS_UNTRUSTED,
                        "the certificate of redis at " + address + " is not accepted: " + t.getMessage(),
                        "dial it by a name in its certificate, and name who has signed it in option ca",
                        cause);
            }
        }
        return MillraceException.of(
                ErrorCode.TLS_HANDSHAKE_FAILED,
                "no TLS with redis at " + address + ": " + cause.getMessage(),
                "check that its tls-port is dialled, and whether it asks for certificates of clients (tls-auth-clients)",
                cause);
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, file.isEmpty() ? null : trusting().getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw MillraceException.of(
                    ErrorCode.TLS_MATERIAL,
                    "the certificates to trust cannot be read from " + file + ": " + e.getMessage(),
                    "give a PEM file in option ca",
                    e);
        }
    }

    private TrustManagerFactory trusting() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            List<? extends Certificate> certificates =
                    List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
