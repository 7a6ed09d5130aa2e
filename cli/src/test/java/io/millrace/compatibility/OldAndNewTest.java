// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Outage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The released version and this one, in processes of their own, over a link that is cut inside a frame. */
@Timeout(120)
final class OldAndNewTest {
    private static final int MESSAGES = 60_000;
    private static final long CUT_AFTER = 20_000;
    private static final Duration DOWN_FOR = Duration.ofMillis(100);

    @TempDir
    private static Path folder;

    private static String old;

    @BeforeAll
    static void build() throws Exception {
        old = ReleasedBuild.in(folder).classPath();
    }

    @Test
    void theReleasedVersionPublishesToThisOne() throws Exception {
        exchange(old, here());
    }

    @Test
    void thisVersionPublishesToTheReleasedOne() throws Exception {
        exchange(here(), old);
    }

    private static String here() {
        return System.getProperty("java.class.path");
    }

    private static void exchange(String publisherClasses, String subscriberClasses) throws Exception {
        try (WireProcess subscriber = new WireProcess(subscriberClasses, "sub", "tcp://127.0.0.1:0", MESSAGES)) {
            int port = URI.create(subscriber.await(WirePeer.READY)).getPort();
            try (FaultProxy proxy = FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                Outage outage = proxy.cutInsideFrame(CUT_AFTER, 40, DOWN_FOR);
                String uri = "tcp://127.0.0.1:" + proxy.port() + "?checksum=crc32c";
                try (WireProcess publisher = new WireProcess(publisherClasses, "pub", uri, MESSAGES)) {
                    String sent = publisher.await(WirePeer.RESULT);
                    String received = subscriber.await(WirePeer.RESULT);
                    assertThat(received)
                            .as(() -> "publisher: " + publisher + "\nsubscriber: " + subscriber)
                            .isEqualTo(sent)
                            .startsWith(MESSAGES + " ");
                    assertThat(outage.cut()).as("the cut").isCompleted();
                    assertThat(publisher.saw("session resumed"))
                            .as(publisher::toString)
                            .isTrue();
                    assertThat(subscriber.saw("session resumed"))
                            .as(subscriber::toString)
                            .isTrue();
                }
            }
        }
    }
}
