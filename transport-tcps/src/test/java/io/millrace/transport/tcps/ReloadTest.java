// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New files are for new links; live ones stay. */
class ReloadTest {
    private static final Certificates CERTIFICATES = Certificates.get();
    private static final String TRUSTING = CERTIFICATES.trusts("authority");

    @TempDir
    private Path folder;

    private Path install(String alias) throws IOException {
        Path fresh = Files.copy(CERTIFICATES.pem(alias), folder.resolve("fresh"), StandardCopyOption.REPLACE_EXISTING);
        return Files.move(fresh, folder.resolve("live.pem"), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<LifecycleEvent> notices(Pair pair) {
        return pair.ofServer().stream()
                .filter(event -> event.kind() == Kind.NOTICE)
                .toList();
    }

    @Test
    void newLinksUseTheNewCertificateAndLiveOnesStay() throws IOException {
        Path live = install("server");
        try (Pair pair = Pair.listening("cert=" + live + "&cert-key=" + live + "&reload=20ms")) {
            List<String> heard = new CopyOnWriteArrayList<>();
            pair.server().subscribe("news", message -> heard.add(message.asString()));
            Endpoint first = pair.connect(TRUSTING + "&name=first");
            Publication news = first.publication("news");
            news.publish("before");
            assertThat(news.drain(Duration.ofSeconds(20))).isTrue();

            // Whoever trusts the other authority alone can tell which of the two it is
            install("impostor");
            pair.until(() -> notices(pair).size() == 1);
            assertThat(notices(pair).get(0).cause()).isNull();
            Endpoint second = pair.connect(CERTIFICATES.trusts("stranger") + "&name=second");
            pair.until(() -> second.sessions() == 1);

            news.publish("after");
            assertThat(news.drain(Duration.ofSeconds(20))).isTrue();
            assertThat(heard).containsExactly("before", "after");
            assertThat(first.counters().linksOpened()).isEqualTo(1);
        }
    }

    @Test
    void aBadFileIsToldAndTheOldStaysInUse() throws IOException {
        Path live = install("server");
        try (Pair pair = Pair.listening("cert=" + live + "&cert-key=" + live + "&reload=20ms")) {
            Files.writeString(live, "-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n");
            pair.until(() -> notices(pair).size() == 1);
            assertThat(notices(pair).get(0).cause().getMessage()).contains("TLS_MATERIAL", live.toString());
            Endpoint client = pair.connect(TRUSTING);
            pair.until(() -> client.sessions() == 1);

            install("renewed");
            pair.until(() -> notices(pair).size() == 2);
            assertThat(notices(pair).get(1).cause()).isNull();
        }
    }

    @Test
    void aKeyThatCanNotBeReadAnyMoreIsToldOnceAndTheOldStaysInUse() throws IOException {
        Path cert = Files.copy(CERTIFICATES.pem("server"), folder.resolve("cert.pem"));
        Path key = Files.copy(CERTIFICATES.pem("server"), folder.resolve("key.pem"));
        try (Pair pair = Pair.listening("cert=" + cert + "&cert-key=" + key + "&reload=20ms")) {
            Files.delete(key);
            pair.until(() -> notices(pair).size() == 1);
            assertThat(notices(pair).get(0).cause().code()).isEqualTo(ErrorCode.TLS_MATERIAL);
            assertThat(notices(pair).get(0).cause().getMessage()).contains(key.toString(), "there is no such file");

            // Something that is there, and no file to be read
            Files.createDirectory(key);
            pair.until(() -> notices(pair).size() == 2);
            assertThat(notices(pair).get(1).cause().getMessage()).contains(key.toString(), "directory");
            Endpoint client = pair.connect(TRUSTING);
            pair.until(() -> client.sessions() == 1);

            Files.delete(key);
            pair.until(() -> notices(pair).size() == 3);
            Files.copy(CERTIFICATES.pem("server"), key);
            pair.until(() -> notices(pair).size() == 4);
            assertThat(notices(pair).get(3).cause()).isNull();
        }
    }

    @Test
    void aKeyThisUserMayNotReadIsTold() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "no file is closed to root");
        Path live = install("server");
        try (Pair pair = Pair.listening("cert=" + live + "&cert-key=" + live + "&reload=20ms")) {
            Files.setPosixFilePermissions(live, Set.of());
            pair.until(() -> notices(pair).size() == 1);
            assertThat(notices(pair).get(0).cause().getMessage()).contains("this process may not read it");
        }
    }

    /** The files did not change again, but what they need has come. */
    @Test
    void aPasswordThatComesLaterIsEnough() throws IOException, GeneralSecurityException {
        Path cert = Files.copy(CERTIFICATES.pem("server"), folder.resolve("cert.pem"));
        Path key = Files.copy(CERTIFICATES.pem("server"), folder.resolve("key.pem"));
        Path password = Files.writeString(folder.resolve("password"), "not-the-one");
        try (Pair pair = Pair.listening(
                "cert=" + cert + "&cert-key=" + key + "&cert-key-password=file:" + password + "&reload=20ms")) {
            Files.write(key, CERTIFICATES.encryptedKey("server", "PBEWithSHA1AndDESede"));
            pair.until(() -> notices(pair).size() == 1);
            assertThat(notices(pair).get(0).cause().getMessage()).contains("cert-key-password is wrong");
            Files.writeString(password, Certificates.PASSWORD);
            pair.until(() -> notices(pair).size() == 2);
            assertThat(notices(pair).get(1).cause()).isNull();
        }
    }

    @Test
    void aCertificateThatIsReplacedBeforeItsKeyIsNotUsed() throws IOException {
        Path cert = Files.copy(CERTIFICATES.pem("server"), folder.resolve("cert.pem"));
        Path key = Files.copy(CERTIFICATES.pem("server"), folder.resolve("key.pem"));
        try (Pair pair = Pair.listening("cert=" + cert + "&cert-key=" + key + "&reload=20ms")) {
            Files.copy(CERTIFICATES.pem("renewed"), cert, StandardCopyOption.REPLACE_EXISTING);
            pair.until(() -> notices(pair).size() == 1);
            assertThat(notices(pair).get(0).cause().getMessage()).contains("the key is not that of the certificate");
            Files.copy(CERTIFICATES.pem("renewed"), key, StandardCopyOption.REPLACE_EXISTING);
            pair.until(() -> notices(pair).size() == 2);
            assertThat(notices(pair).get(1).cause()).isNull();
        }
    }
}
