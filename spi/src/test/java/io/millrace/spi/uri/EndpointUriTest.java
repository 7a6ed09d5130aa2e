// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.EndpointUri.HostPort;
import io.millrace.spi.uri.EndpointUri.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUriTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "tcp://127.0.0.1:7400;              tcp;   127.0.0.1:7400;      127.0.0.1;    7400",
                "TCP://Host;                        tcp;   Host;                Host;         -1",
                "tcp://my_service:7400;             tcp;   my_service:7400;     my_service;   7400",
                "tcp://h:0?ring=4M;                 tcp;   h:0;                 h;            0",
                "tcp://h:65535?;                    tcp;   h:65535;             h;            65535",
                "tcp://[::1]:7400;                  tcp;   [::1]:7400;          ::1;          7400",
                "tcp://[::];                        tcp;   [::];                ::;           -1",
                "tcp://[::ffff:10.0.0.1]:1;         tcp;   [::ffff:10.0.0.1]:1; ::ffff:10.0.0.1; 1",
                "tcp://[fe80::1%eth0]:1;            tcp;   [fe80::1%eth0]:1;    fe80::1%eth0; 1",
                "tcp://[fe80::1%25eth0]:1;          tcp;   [fe80::1%25eth0]:1;  fe80::1%eth0; 1",
                "tcp://a:1,b:2;                     tcp;   a:1,b:2;             a;            1",
                "redis://u:p@h:6379/0?x=1;          redis; h:6379/0;            h;            6379",
                "mem:orders;                        mem;   orders;              -;            -1",
                "mem:a%20b?ring=1M;                 mem;   a b;                 -;            -1",
                "uds:///run/app.sock;               uds;   /run/app.sock;       -;            -1",
                "uds:///run/a%3Fb@c.sock?idle=spin; uds;   /run/a?b@c.sock;     -;            -1",
                "uds:app.sock;                      uds;   app.sock;            -;            -1",
                "my-own+scheme.2:x;                 my-own+scheme.2; x;         -;            -1",
                "mem:bücher;                        mem;   bücher;              -;            -1",
            })
    void aUriHasItsParts(String raw, String scheme, String address, String host, int port) {
        EndpointUri uri = EndpointUri.parse(raw);

        assertThat(uri.raw()).isEqualTo(raw);
        assertThat(uri.scheme()).isEqualTo(scheme);
        assertThat(uri.address()).isEqualTo(address);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
    }

    @Test
    void aHostListKeepsItsOrder() {
        EndpointUri uri = EndpointUri.parse("tcp://b:2,a,[::1]:3?x=1");

        assertThat(uri.hosts()).containsExactly(new HostPort("b", 2), new HostPort("a", -1), new HostPort("::1", 3));
        assertThat(uri.hosts()).map(HostPort::toString).containsExactly("b:2", "a", "[::1]:3");
    }

    @Test
    void userInfoAndPathAreNotPartOfTheHost() {
        EndpointUri uri = EndpointUri.parse("redis://user:pa%40ss@h:6379/0%2F1");

        assertThat(uri.userInfo()).isEqualTo("user:pa%40ss");
        assertThat(uri.path()).isEqualTo("/0/1");
        assertThat(EndpointUri.parse("tcp://h:1").userInfo()).isNull();
        assertThat(EndpointUri.parse("tcp://h:1").path()).isEmpty();
    }

    @Test
    void parametersAreDecodedAndKnowTheirColumn() {
        assertThat(EndpointUri.parse("tcp://h:1?node=a%20b+%C3%BC&x=&y=a=b").parameters())
                .containsExactly(
                        new Parameter("node", "a b+ü", 11), new Parameter("x", "", 29), new Parameter("y", "a=b", 32));
    }

    @Test
    void aCarrierWithItsOwnSyntaxKeepsItAndOursFollowsTheHash() {
        EndpointUri uri = EndpointUri.parse("aeron:udp?endpoint=localhost:40123|mtu=1408#ring=4M&node=a");

        assertThat(uri.scheme()).isEqualTo("aeron");
        assertThat(uri.address()).isEqualTo("udp?endpoint=localhost:40123|mtu=1408");
        assertThat(uri.parameters()).map(Parameter::toString).containsExactly("ring=4M", "node=a");
        assertThat(uri.host()).isNull();
        assertThat(EndpointUri.parse("aeron:ipc").parameters()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://h:0,                      tcp://h:41000",
        "tcp://h,                        tcp://h:41000",
        "tcp://u:p@h:0/p?ring=4M,        tcp://u:p@h:41000/p?ring=4M",
        "tcp://[::1]:0?ring=4M,          tcp://[::1]:41000?ring=4M",
        "'tcp://a:0,b:2',                'tcp://a:41000,b:2'",
    })
    void theBoundPortTakesThePlaceOfTheWrittenOne(String raw, String expected) {
        assertThat(EndpointUri.parse(raw).withPort(41_000).raw()).isEqualTo(expected);
    }

    @Test
    void onlyAHostHasAPort() {
        assertThatIllegalStateException()
                .isThrownBy(() -> EndpointUri.parse("mem:orders").withPort(1))
                .withMessageContaining("mem:orders");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointUri.parse("tcp://h:1").withPort(65_536))
                .withMessageContaining("65536");
    }

    @Test
    void urisAreEqualIfTheyAreWrittenTheSame() {
        assertThat(EndpointUri.parse("tcp://h:1?token=a"))
                .isEqualTo(EndpointUri.parse("tcp://h:1?token=a"))
                .hasSameHashCodeAs(EndpointUri.parse("tcp://h:1?token=a"))
                .isNotEqualTo(EndpointUri.parse("tcp://h:1?token=b"));
    }

    @Test
    void aTransportCanAskForOneHostWithAPort() {
        assertThat(EndpointUri.parse("tcp://[::1]:7400?x=1").requireHostAndPort())
                .isEqualTo(new HostPort("::1", 7400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp:h:1", "tcp:///h", "tcp://h", "tcp://h?x=1", "tcp://a:1,b:2", "tcp://h:1/path"})
    void whatIsNotOneHostWithAPortIsRefused(String raw) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> EndpointUri.parse(raw).requireHostAndPort())
                .withMessageContaining(raw)
                .withMessageContaining("tcp")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_URI));
    }

    @Test
    void aTransportCanComplainAboutAColumn() {
        assertThat(EndpointUri.parse("uds:///run/x").invalid(8, "the path is too long", "shorten it"))
                .hasMessage("""
                        [MR-1001 INVALID_URI] the path is too long, at column 8:
                            uds:///run/x
                                   ^ — shorten it""");
    }

    @Test
    void eachHostIsAUriOfItsOwn() {
        assertThat(EndpointUri.parse("tcp://a:1,[::1]:2,c?x=2,3&y=%2C").eachHost())
                .map(EndpointUri::raw)
                .containsExactly("tcp://a:1?x=2,3&y=%2C", "tcp://[::1]:2?x=2,3&y=%2C", "tcp://c?x=2,3&y=%2C");
        assertThat(EndpointUri.parse("redis://me:pass@a:1,b:2/%30?x=1").eachHost())
                .map(EndpointUri::raw)
                .containsExactly("redis://me:pass@a:1/%30?x=1", "redis://me:pass@b:2/%30?x=1");
        for (String single : new String[] {"tcp://a:1?x=2,3", "mem:orders", "uds:///run/a,b.sock"}) {
            assertThat(EndpointUri.parse(single).eachHost())
                    .map(EndpointUri::raw)
                    .containsExactly(single);
        }
    }
}
