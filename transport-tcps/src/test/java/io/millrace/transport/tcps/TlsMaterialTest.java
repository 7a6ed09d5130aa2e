// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.Secrets;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {
    private static final Certificates CERTIFICATES = Certificates.get();

    @TempDir
    private Path folder;

    private static void load(String options, boolean listening) {
        EndpointUri uri = EndpointUri.parse("tcps://127.0.0.1:1?" + options);
        TlsSettings settings = TlsSettings.of(Options.parse(uri, TcpsOptions.ALL), listening);
        assertThat(settings.toString()).doesNotContain(Certificates.PASSWORD);
        new TlsMaterial(settings, Secrets.of(Map.of("store", () -> Certificates.PASSWORD))).load();
    }

    private static ConfigurationException refused(ErrorCode code, String options, boolean listening) {
        try {
            load(options, listening);
            throw new AssertionError("was taken: " + options);
        } catch (ConfigurationException e) {
            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.toString()).doesNotContain(Certificates.PASSWORD);
            return e;
        }
    }

    private Path store(String alias) throws IOException, GeneralSecurityException {
        char[] password = Certificates.PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                alias,
                CERTIFICATES.keys().getKey(alias, password),
                password,
                CERTIFICATES.keys().getCertificateChain(alias));
        Path file = folder.resolve(alias + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        return file;
    }

    @Test
    void aStoreHoldsCertificateAndKey() throws IOException, GeneralSecurityException {
        Path secret = Files.writeString(folder.resolve("secret"), Certificates.PASSWORD + "\n");
        load("cert-store=" + store("server") + "&cert-store-password=file:" + secret, true);
        load("cert-store=" + store("server") + "&cert-store-password=callback:store", true);
    }

    @Test
    void theWrongPasswordOfAStoreIsToldWithoutIt() throws IOException, GeneralSecurityException {
        assertThat(refused(
                                ErrorCode.TLS_MATERIAL,
                                "cert-store=" + store("server") + "&cert-store-password=wrong-canary",
                                true)
                        .toString())
                .contains("server.p12", "cert-store")
                .doesNotContain("wrong-canary");
    }

    @Test
    void aStoreHoldsAuthorities() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", CERTIFICATES.keys().getCertificate("authority"));
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, Certificates.PASSWORD.toCharArray());
        }
        load("trust-store=" + file + "&trust-store-password=callback:store", false);
        // One that holds a key is not one that says whom to trust
        assertThat(refused(
                        ErrorCode.TLS_MATERIAL,
                        "trust-store=" + store("server") + "&trust-store-password=callback:store",
                        false))
                .hasMessageContaining("no trusted certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PBEWithSHA1AndDESede", "PBEWithSHA1AndRC2_40"})
    void anEncryptedKeyIsReadWithItsPassword(String algorithm) throws IOException, GeneralSecurityException {
        Path key = folder.resolve("key.pem");
        Files.write(key, CERTIFICATES.encryptedKey("server", algorithm));
        String options = "cert=" + CERTIFICATES.pem("server") + "&cert-key=" + key;
        load(options + "&cert-key-password=callback:store", true);
        assertThat(refused(ErrorCode.TLS_MATERIAL, options, true)).hasMessageContaining("cert-key-password is not set");
        assertThat(refused(ErrorCode.TLS_MATERIAL, options + "&cert-key-password=wrong", true))
                .hasMessageContaining("cannot be decrypted");
    }

    /** As OpenSSL writes them: {@code openssl pkcs8 -topk8 -v2 aes-256-cbc}. */
    @ParameterizedTest
    @ValueSource(strings = {"aes-256", "aes-128"})
    void aKeyOfOpenSslIsReadWithItsPassword(String cipher) throws IOException {
        String options = "cert=" + resource("certificate") + "&cert-key=" + resource(cipher);
        load(options + "&cert-key-password=callback:store", true);
        assertThat(refused(ErrorCode.TLS_MATERIAL, options + "&cert-key-password=wrong-canary", true))
                .hasMessageContaining("cannot be decrypted")
                .hasMessageNotContaining("wrong-canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"des3", "scrypt"})
    void aCipherThatTheJdkDoesNotKnowIsToldWithOneThatItDoes(String cipher) throws IOException {
        String options = "cert=" + resource("certificate") + "&cert-key=" + resource(cipher);
        assertThat(refused(ErrorCode.TLS_MATERIAL, options + "&cert-key-password=callback:store", true))
                .hasMessageContaining(cipher + ".pem")
                .hasMessageContaining("openssl pkcs8 -topk8 -v2 aes-256-cbc");
    }

    private Path resource(String name) throws IOException {
        try (InputStream in = TlsMaterialTest.class.getResourceAsStream("pbes2/" + name + ".pem")) {
            return Files.write(folder.resolve(name + ".pem"), in.readAllBytes());
        }
    }

    @Test
    void aKeyInAnOlderFormIsToldHowToConvertIt() throws IOException {
        Path key = Files.writeString(folder.resolve("old.pem"), Certificates.pem("RSA PRIVATE KEY", new byte[100]));
        assertThat(refused(ErrorCode.TLS_MATERIAL, "cert=" + CERTIFICATES.pem("server") + "&cert-key=" + key, true))
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void theKeyOfAnotherCertificateIsRefused() {
        assertThat(refused(
                        ErrorCode.TLS_MATERIAL,
                        "cert=" + CERTIFICATES.pem("server") + "&cert-key=" + CERTIFICATES.pem("client"),
                        true))
                .hasMessageContaining("the key is not that of the certificate");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(refused(ErrorCode.TLS_MATERIAL, "trust=" + folder.resolve("nothing.pem"), false))
                .hasMessageContaining("nothing.pem")
                .hasMessageContaining("there is no such file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cert=a",
                "cert-key=a",
                "cert=a&cert-key=b&cert-store=c",
                "cert=a&cert-key=b&trust=c&trust-store=d",
                "cert=a&cert-key=b&client-auth=need"
            })
    void optionsThatDoNotGoTogetherAreRefused(String options) {
        refused(ErrorCode.INVALID_OPTION, options, true);
    }

    @Test
    void aDiallerNeedsNothing() {
        load("", false);
        assertThatThrownBy(() -> load("client-auth=maybe", false)).hasMessageContaining("none, want, need");
    }
}
