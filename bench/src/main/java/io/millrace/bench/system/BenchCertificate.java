// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A certificate for 127.0.0.1 that vouches for itself; made by the JDK's keytool at the first run, kept for the next ones. */
public final class BenchCertificate {
    /** Of a key that protects nothing. */
    public static final String PASSWORD = "millrace-bench";

    private static final String ALIAS = "bench";

    private BenchCertificate() {}

    /** A PKCS#12 store with certificate and key. */
    public static Path store() {
        Path folder =
                Path.of(System.getProperty("java.io.tmpdir"), "millrace-bench-" + System.getProperty("user.name"));
        Path store = folder.resolve("bench.p12");
        if (!Files.exists(store)) {
            make(folder, store);
        }
        return store;
    }

    /** The certificate alone, in PEM. */
    public static Path trust() {
        Path file = store().resolveSibling("bench.pem");
        try {
            if (!Files.exists(file)) {
                byte[] der = open().getCertificate(ALIAS).getEncoded();
                Path fresh = file.resolveSibling(
                        "bench.pem." + ProcessHandle.current().pid());
                Files.writeString(
                        fresh,
                        "-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE-----\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The store, read. */
    public static KeyStore open() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static void make(Path folder, Path store) {
        try {
            Files.createDirectories(folder);
            Path fresh = folder.resolve("bench.p12." + ProcessHandle.current().pid());
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            ALIAS,
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=Millrace bench",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "3650",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            fresh.toString(),
                            "-storepass",
                            PASSWORD))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool could not make a certificate in " + folder);
            }
            Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
