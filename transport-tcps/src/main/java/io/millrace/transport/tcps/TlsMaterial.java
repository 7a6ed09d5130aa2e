// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** From files to an {@link SSLContext}. Reads files: not for a thread in a hurry. Every error names the file. */
final class TlsMaterial {
    private static final String PKCS12 = "PKCS12";
    private static final String ALIAS = "certificate";

    private final TlsSettings settings;
    private final Secrets secrets;

    TlsMaterial(TlsSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    /** The work of reading one file. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(Path file) throws IOException, GeneralSecurityException;
    }

    /**
     * Reads everything anew. A context is never changed afterwards: one made of new files knows no session of an older one,
     * so that nobody gets in by resuming what the old files had allowed.
     *
     * @throws ConfigurationException TLS_MATERIAL with file and reason
     */
    SSLContext load() {
        KeyStore identity = identity();
        KeyStore authorities = authorities();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(identity), new TrustManager[] {new CheckedTrust(trust(authorities))}, null);
            // A session is resumed without a look at certificates, so it is not kept: a second is the least there is
            context.getServerSessionContext().setSessionTimeout(1);
            context.getClientSessionContext().setSessionTimeout(1);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable("cert and trust", "what the files hold", e);
        }
    }

    private static KeyManager @Nullable [] keyManagers(@Nullable KeyStore identity) throws GeneralSecurityException {
        if (identity == null) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(identity, new char[0]);
        return Arrays.stream(factory.getKeyManagers())
                .map(manager -> manager instanceof X509ExtendedKeyManager x509 ? new OwnKey(x509) : manager)
                .toArray(KeyManager[]::new);
    }

    private static X509ExtendedTrustManager trust(@Nullable KeyStore authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("the JDK has no trust manager for X.509");
    }

    /** In memory, whatever the files are: one entry, whose key has no password. */
    private @Nullable KeyStore identity() {
        if (!settings.cert().isEmpty()) {
            List<X509Certificate> chain = read("cert", settings.cert(), PemFiles::certificates);
            String password = secret("cert-key-password", settings.certKeyPassword());
            PrivateKey key = read("cert-key", settings.certKey(), file -> PemFiles.privateKey(file, password));
            return read("cert-key", settings.certKey(), file -> entry(key, chain.toArray(X509Certificate[]::new)));
        }
        if (settings.certStore().isEmpty()) {
            return null;
        }
        char[] password =
                secret("cert-store-password", settings.certStorePassword()).toCharArray();
        return read("cert-store", settings.certStore(), file -> {
            KeyStore store = store(file, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    X509Certificate[] chain =
                            Arrays.stream(store.getCertificateChain(alias)).toArray(X509Certificate[]::new);
                    return entry(key, chain);
                }
            }
            throw new GeneralSecurityException("it has no private key");
        });
    }

    private static KeyStore entry(PrivateKey key, X509Certificate[] chain)
            throws IOException, GeneralSecurityException {
        KeyPairCheck.check(key, chain[0].getPublicKey());
        KeyStore store = KeyStore.getInstance(PKCS12);
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, new char[0], chain);
        return store;
    }

    private @Nullable KeyStore authorities() {
        if (!settings.trust().isEmpty()) {
            return read("trust", settings.trust(), file -> {
                KeyStore store = KeyStore.getInstance(PKCS12);
                store.load(null, null);
                int number = 0;
                for (X509Certificate authority : PemFiles.certificates(file)) {
                    store.setCertificateEntry("authority-" + number++, authority);
                }
                return store;
            });
        }
        if (settings.trustStore().isEmpty()) {
            return null;
        }
        char[] password =
                secret("trust-store-password", settings.trustStorePassword()).toCharArray();
        return read("trust-store", settings.trustStore(), file -> {
            KeyStore store = store(file, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    return store;
                }
            }
            throw new GeneralSecurityException("it has no trusted certificate (keytool -importcert makes one)");
        });
    }

    private static KeyStore store(Path file, char[] password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(PKCS12);
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
            return store;
        }
    }

    private String secret(String option, String value) {
        return value.isEmpty() ? "" : secrets.read(option, value);
    }

    private static <T> T read(String option, String name, Reading<T> reading) {
        try {
            return reading.read(Path.of(name));
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw unusable(option, "file '" + name + "'", e);
        }
    }

    private static ConfigurationException unusable(String option, String what, Exception cause) {
        String reason = cause instanceof NoSuchFileException
                ? "there is no such file"
                : cause instanceof AccessDeniedException
                        ? "this process may not read it"
                        : String.valueOf(cause.getMessage());
        return new ConfigurationException(
                ErrorCode.TLS_MATERIAL,
                what + " (option " + option + ") cannot be used: " + reason,
                "look at it with keytool -printcert -file FILE, or keytool -list -keystore FILE",
                cause);
    }
}
