// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** Certificates made by the JDK's keytool, once for all tests, and written as PEM; two authorities that know nothing of each other. */
final class Certificates {
    static final String PASSWORD = "changeit-canary";

    private static final String LOCAL = "san=dns:localhost,ip:127.0.0.1";
    private static Certificates made;

    private final Path folder;
    private final Path store;
    private final KeyStore keys;

    private Certificates() throws IOException, GeneralSecurityException, InterruptedException {
        folder = Files.createTempDirectory("millrace-tls");
        store = folder.resolve("all.p12");
        authority("authority");
        authority("stranger");
        issue("server", "authority", LOCAL);
        issue("renewed", "authority", LOCAL);
        issue("elsewhere", "authority", "san=dns:elsewhere.example");
        issue("expired", "authority", LOCAL, "-startdate", "-20d", "-validity", "10");
        issue("client", "authority", "san=dns:client.example,uri:millrace://orders/client");
        issue("impostor", "stranger", LOCAL);
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        for (String alias : List.of("server", "renewed", "elsewhere", "expired", "client", "impostor")) {
            writePem(alias, folder.resolve(alias + ".pem"));
        }
        for (String alias : List.of("authority", "stranger")) {
            Files.writeString(
                    folder.resolve(alias + ".pem"),
                    pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
        }
    }

    static synchronized Certificates get() {
        try {
            if (made == null) {
                made = new Certificates();
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void authority(String alias) throws IOException, InterruptedException {
        keytool(alias, List.of("-ext", "bc:c", "-ext", "ku:c=keyCertSign", "-validity", "30"));
    }

    private void issue(String alias, String authority, String names, String... more)
            throws IOException, InterruptedException {
        List<String> options =
                new ArrayList<>(List.of("-signer", authority, "-signerkeypass", PASSWORD, "-ext", names));
        options.addAll(more.length > 0 ? List.of(more) : List.of("-validity", "30"));
        keytool(alias, options);
    }

    private void keytool(String alias, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-Xshare:auto",
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + alias + ", O=Millrace tests",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(options);
        Path log = folder.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + Files.readString(log));
        }
    }

    /** Key and chain in one file. */
    private void writePem(String alias, Path file) throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder(
                pem("PRIVATE KEY", keys.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
        for (Certificate certificate : keys.getCertificateChain(alias)) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(file, text);
    }

    static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der) + "\n-----END "
                + kind + "-----\n";
    }

    /** A PEM file with a key that is encrypted with the password, by an algorithm of PBES1. */
    byte[] encryptedKey(String alias, String algorithm) throws IOException, GeneralSecurityException {
        Key key = keys.getKey(alias, PASSWORD.toCharArray());
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(PASSWORD.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret, new PBEParameterSpec(new byte[8], 1000));
        byte[] encrypted =
                new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded())).getEncoded();
        return pem("ENCRYPTED PRIVATE KEY", encrypted).getBytes(StandardCharsets.US_ASCII);
    }

    Path folder() {
        return folder;
    }

    KeyStore keys() {
        return keys;
    }

    Path pem(String alias) {
        return folder.resolve(alias + ".pem");
    }

    /** The options of an end that is this one. */
    String is(String alias) {
        return "cert=" + pem(alias) + "&cert-key=" + pem(alias);
    }

    /** The options of an end that trusts this authority. */
    String trusts(String authority) {
        return "trust=" + pem(authority);
    }
}
