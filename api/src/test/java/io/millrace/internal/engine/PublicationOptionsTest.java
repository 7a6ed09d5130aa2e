// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.millrace.ChecksumMode;
import io.millrace.Endpoint;
import io.millrace.Publication;
import io.millrace.PublicationOptions;
import io.millrace.SlowConsumerPolicy;
import io.millrace.ThreadingMode;
import io.millrace.error.ConfigurationException;
import io.millrace.internal.ring.FragmentLayout;
import org.junit.jupiter.api.Test;

@EveryThreading
class PublicationOptionsTest {

    PublicationOptionsTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    private static PublicationOptions.Builder options() {
        return PublicationOptions.builder();
    }

    private static PublicationSettings settings(Publication publication) {
        return ((RingPublication) publication).published().settings();
    }

    /** What fits into half a ring of 64 KiB in frames of 2976 bytes, wherever it begins. */
    private static final int HALF_OF_64K = FragmentLayout.largestPayload(1 << 15, 2976);

    @Test
    void whatIsNotSetIsAsTheEndpointSays() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client =
                    crank.connect("mem:x?ring=128k&window=16k&max-message=50000&checksum=crc32c&slow-consumer=skip");
            assertThat(settings(client.publication("plain")))
                    .isEqualTo(new PublicationSettings(
                            1 << 17, 1 << 14, 1 << 12, 50_000, ChecksumMode.CRC32C, true, 0, SlowConsumerPolicy.SKIP));
            PublicationOptions own = options()
                    .ringBytes(40_000)
                    .windowBytes(12_000)
                    .checksum(ChecksumMode.NONE)
                    .priority(7)
                    .slowConsumer(SlowConsumerPolicy.DETACH)
                    .build();
            assertThat(settings(client.exclusivePublication("own", own)))
                    .isEqualTo(new PublicationSettings(
                            1 << 16,
                            12_000,
                            2976,
                            HALF_OF_64K,
                            ChecksumMode.NONE,
                            false,
                            7,
                            SlowConsumerPolicy.DETACH));
        }
    }

    @Test
    void boundsAreNamed() {
        refuses(() -> options().ringBytes(32_767), "ringBytes 32767", "option ring", "32768..536870912");
        refuses(() -> options().ringBytes(1 << 30), "ringBytes 1073741824", "32768..536870912");
        refuses(() -> options().windowBytes(8191), "windowBytes 8191", "option window", "8192..268435456");
        refuses(() -> options().priority(-1), "priority -1", "0..255");
        refuses(() -> options().priority(256), "priority 256", "0..255");
        assertThatNoException()
                .isThrownBy(() -> options().ringBytes(32_768).windowBytes(8192).priority(255));
    }

    @Test
    void aWindowIsAtMostAQuarterOfTheRing() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:x?ring=64k");
            refuses(
                    () -> client.publication("s", options().windowBytes(16_385).build()),
                    "stream s",
                    "windowBytes 16385",
                    "65536",
                    "option ring of the endpoint");
            PublicationOptions both =
                    options().ringBytes(32 << 10).windowBytes(16_384).build();
            refuses(() -> client.publication("s", both), "windowBytes 16384", "32768", "its own ringBytes");
            assertThatNoException()
                    .isThrownBy(() -> client.publication(
                            "s", options().windowBytes(16_384).build()));
        }
    }

    @Test
    void aSecondCallSharesThePublicationOrSaysWhatDiffers() {
        try (HandCranked crank = new HandCranked()) {
            Endpoint client = crank.connect("mem:x");
            PublicationOptions small = options().ringBytes(50_000).priority(3).build();
            Publication first = client.publication("s", small);
            assertThat(client.publication("s", small)).isSameAs(first);
            assertThat(client.publication("s")).isSameAs(first);
            assertThat(client.publication("s", options().ringBytes(1 << 16).build()))
                    .as("50 000 is rounded up to it")
                    .isSameAs(first);
            refuses(
                    () -> client.publication("s", options().ringBytes(1 << 17).build()),
                    "stream s",
                    "ringBytes 131072",
                    "65536");
            refuses(() -> client.publication("s", options().priority(4).build()), "priority 4", "the 3");
            refuses(
                    () -> client.publication(
                            "s", options().checksum(ChecksumMode.CRC32C).build()),
                    "checksum CRC32C",
                    "AUTO");
            refuses(
                    () -> client.publication(
                            "s", options().slowConsumer(SlowConsumerPolicy.SKIP).build()),
                    "slowConsumer SKIP",
                    "BLOCK");
            refuses(() -> client.exclusivePublication("s"), "has a publication already");
            client.exclusivePublication("e");
            refuses(() -> client.publication("e"), "an exclusive publication");
        }
    }

    private static void refuses(Runnable call, String... parts) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
}
