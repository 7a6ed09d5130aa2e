// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Aeron's own channel syntax is passed on, and what links need is put in. */
final class AeronAddressTest {

    private static AeronAddress address(String text) {
        EndpointUri uri = EndpointUri.parse(text);
        return AeronAddress.of(uri, Options.parse(uri, AeronOptions.ALL));
    }

    @Test
    void whatTheUserSaysIsPassedOn() {
        AeronAddress udp = address("aeron:udp?endpoint=127.0.0.1:40123|mtu=8k|so-sndbuf=2m#stream-id=9");
        assertThat(udp.publication(5))
                .isEqualTo("aeron:udp?endpoint=127.0.0.1:40123|mtu=8k|so-sndbuf=2m|term-length=1048576|session-id=5");
        assertThat(udp.subscription(5)).isEqualTo("aeron:udp?endpoint=127.0.0.1:40123|so-sndbuf=2m|session-id=5");
        assertThat(udp.replyPublication("127.0.0.1:5", 6))
                .isEqualTo("aeron:udp?endpoint=127.0.0.1:5|mtu=8k|so-sndbuf=2m|term-length=1048576|session-id=6");
        assertThat(udp.knockPublication()).isEqualTo("aeron:udp?endpoint=127.0.0.1:40123|so-sndbuf=2m|term-length=64k");
        assertThat(udp.streamId()).isEqualTo(9);
        assertThat(udp.key()).isEqualTo("udp-127.0.0.1-40123-9");
    }

    @Test
    void packetsAreLargeWhereNoNetworkCarriesThem() {
        assertThat(address("aeron:udp?endpoint=localhost:1").publication(1))
                .isEqualTo("aeron:udp?endpoint=localhost:1|term-length=1048576|mtu=8192|session-id=1");
        assertThat(address("aeron:udp?endpoint=10.0.0.1:1").publication(1))
                .isEqualTo("aeron:udp?endpoint=10.0.0.1:1|term-length=1048576|session-id=1");
    }

    @Test
    void ipcHasTermsThatFitIntoTheCacheAndMessagesThatHoldABatch() {
        assertThat(address("aeron:ipc").publication(-1))
                .isEqualTo("aeron:ipc?term-length=1048576|mtu=32768|session-id=-1");
        assertThat(address("aeron:ipc?term-length=64k").publication(1))
                .isEqualTo("aeron:ipc?term-length=64k|mtu=8192|session-id=1");
        assertThat(address("aeron:ipc?mtu=1408|term-length=16m").publication(1))
                .isEqualTo("aeron:ipc?mtu=1408|term-length=16m|session-id=1");
    }

    @ParameterizedTest
    @CsvSource({
        "aeron:ipc, true",
        "aeron:ipc?alias=x, true",
        "aeron:udp?endpoint=127.0.0.1:1, true",
        "aeron:udp?mtu=8k|endpoint=localhost:1, true",
        "aeron:udp?endpoint=[::1]:1|mtu=8k, true",
        "aeron:udp?endpoint=127.0.0.1.example.org:1, false",
        "aeron:udp?endpoint=10.0.0.1:1, false",
        "aeron:udp?endpoint=0.0.0.0:1, false"
    })
    void whatPlainlyStaysInTheHost(String text, boolean stays) {
        assertThat(address(text).staysInHost()).isEqualTo(stays);
        assertThat(AeronAddress.staysInHost(EndpointUri.parse(text))).isEqualTo(stays);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aeron:udp?endpoint=224.0.1.1:40456",
                "aeron:udp?endpoint=[ff02::1]:40456|interface=localhost",
                "aeron:udp?control=localhost:40456|control-mode=dynamic",
                "aeron:udp?control-mode=manual",
                "aeron:udp?endpoint=localhost:1|tags=3"
            })
    void channelsOfManyAreRefusedAndFanOutIsNamed(String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> address(text))
                .withMessageContaining("over which there are no links")
                .withMessageContaining("every subscriber dial the same listener");
    }

    @ParameterizedTest
    @CsvSource({
        "mtu=4g, is not a multiple of 32",
        "mtu=1000, is not a multiple of 32",
        "mtu=32, is not a multiple of 32 from 64",
        "mtu=plenty, is not a multiple of 32",
        "mtu=16k|term-length=64k, is more than an eighth of the term length of 65536",
        "term-length=1000k, is not a power of two",
        "term-length=2g, is not a power of two",
        "term-length=4k, is not a power of two"
    })
    void shapesThatTheDriverWouldRefuseAreRefusedAtOnce(String parameters, String trouble) {
        String name = parameters.substring(0, parameters.indexOf('='));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> address("aeron:udp?endpoint=localhost:1|" + parameters))
                .withMessageContaining("'" + name)
                .withMessageContaining(trouble);
    }

    @Test
    void shapesAtTheirBoundsAreTaken() {
        assertThat(address("aeron:ipc?mtu=65504|term-length=1g").publication(1)).contains("mtu=65504|term-length=1g");
        assertThat(address("aeron:ipc?mtu=8k|term-length=64K").publication(1)).contains("mtu=8k|term-length=64K");
        assertThat(address("aeron:ipc?mtu=64").publication(1)).contains("mtu=64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aeron:tcp",
                "aeron:udp",
                "aeron:udp?endpoint=localhost",
                "aeron:udp?endpoint=localhost:99999",
                "aeron:udp?endpoint=224.0.1.1:40456",
                "aeron:udp?endpoint=[ff02::1]:40456",
                "aeron:udp?control=localhost:1|control-mode=dynamic",
                "aeron:ipc?session-id=3",
                "aeron:ipc?mtu",
                "aeron:ipc?mtu="
            })
    void whatHasNoLinksIsRefused(String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> address(text))
                .matches(e -> e.code() == ErrorCode.INVALID_URI);
    }
}
