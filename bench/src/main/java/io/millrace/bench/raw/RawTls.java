// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.BenchCertificate;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.TrustManagerFactory;

/** A bare {@link SSLEngine} on a raw socket, with the JDK's defaults for TLS 1.3. Owned by one thread. */
final class RawTls {
    private static final int READ_BYTES = 256 * 1024;
    private static final int RECORDS_A_WRITE = 4;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final RawSocket socket;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocateDirect(READ_BYTES).limit(0);

    // In an array the JDK encrypts faster than in a direct buffer, the copy to the socket included
    private final ByteBuffer records;
    private final int recordBytes;

    private RawTls(RawSocket socket, SSLEngine engine) {
        this.socket = socket;
        this.engine = engine;
        recordBytes = engine.getSession().getPacketBufferSize();
        records = ByteBuffer.allocate((RECORDS_A_WRITE + 1) * recordBytes);
    }

    /** The socket as it is if the run is not about TLS; else with a handshake behind it. */
    static RawSocket secure(RunSettings settings, RawSocket socket, boolean accepted) {
        if (settings.transport() == Transport.TCPS) {
            try {
                RawTls tls = new RawTls(socket, engine(accepted));
                tls.shakeHands();
                socket.tls(tls);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return socket;
    }

    private static SSLEngine engine(boolean accepted) throws IOException {
        try {
            KeyStore keys = BenchCertificate.open();
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, BenchCertificate.PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "bench", keys.getCertificate(keys.aliases().nextElement()));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(!accepted);
            engine.setEnabledProtocols(new String[] {"TLSv1.3"});
            return engine;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void shakeHands() throws IOException {
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
            switch (status) {
                case NEED_TASK -> {
                    engine.getDelegatedTask().run();
                    status = engine.getHandshakeStatus();
                }
                case NEED_WRAP -> {
                    status = engine.wrap(NOTHING, records).getHandshakeStatus();
                    flush();
                }
                default -> {
                    SSLEngineResult result = engine.unwrap(received, NOTHING);
                    status = result.getHandshakeStatus();
                    if (result.getStatus() == Status.BUFFER_UNDERFLOW && !fill()) {
                        socket.awaitReadable();
                    }
                }
            }
        }
    }

    private boolean fill() throws IOException {
        received.compact();
        int bytes = socket.readPlain(received);
        received.flip();
        return bytes > 0;
    }

    private void flush() throws IOException {
        records.flip();
        socket.writePlain(records);
        records.clear();
    }

    /** As many records as are here and fit; returns the bytes that they held. */
    int read(ByteBuffer target) throws IOException {
        int before = target.position();
        if (!open(target)) {
            fill();
            open(target);
        }
        return target.position() - before;
    }

    private boolean open(ByteBuffer target) throws IOException {
        int before = target.position();
        while (received.hasRemaining() && engine.unwrap(received, target).getStatus() == Status.OK) {
            // The next one
        }
        return target.position() > before;
    }

    /** Full records, but for the last. */
    void writeFully(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            for (int i = 0; i < RECORDS_A_WRITE && source.hasRemaining(); i++) {
                engine.wrap(source, records);
            }
            flush();
        }
    }
}
