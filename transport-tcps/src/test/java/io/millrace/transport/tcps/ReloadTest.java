// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
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
