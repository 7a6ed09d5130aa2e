// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidUriTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tcp;                       1;  has no scheme",
                ":7400;                     1;  scheme before ':' is empty",
                "127.0.0.1:7400;            1;  '127.0.0.1' is not a scheme",
                "t_cp://h:1;                2;  't_cp' is not a scheme",
                "//h:1;                     1;  '//h' is not a scheme",
                "tcp:;                      5;  nothing follows 'tcp:'",
                "tcp:?x=1;                  5;  nothing follows 'tcp:'",
                "tcp://;                    7;  nothing follows 'tcp://'",
                "tcp://?x=1;                7;  nothing follows 'tcp://'",
                "tcp://:7400;               7;  host is empty",
                "tcp://u:p@:7400;           13; host is empty",
                "tcp://*:7400;              7;  '*' cannot stand in a host",
                "tcp://my host:1;           9;  a space",
                "tcp://h:1#x=1;             10; '#' has no meaning in a tcp: URI",
                "tcp://bücher:1;            8;  'ü' cannot stand in a host",
                "tcp://h\\o:1;              8;  cannot stand in a host",
                "tcp://h:;                  9;  no port after ':'",
                "tcp://h:65536;             9;  '65536' is above 65535",
                "tcp://h:123456;            9;  above 65535",
                "tcp://h:-1;                9;  '-1' is not a number",
                "tcp://h:٧;                 9;  is not a number",
                "tcp://h:1&ring=4M;         9;  is not a number",
                "tcp://::1:7400;            7;  more than one ':'",
                "tcp://[::1;                7;  never closed",
                "tcp://[::1]7400;           12; only ':' and a port may follow",
                "tcp://[::1::]:1;           8;  '::1::' is not an IPv6 address",
                "tcp://[1:2:3]:1;           8;  is not an IPv6 address",
                "tcp://[12345::]:1;         8;  is not an IPv6 address",
                "tcp://[fe80::1%]:1;        8;  is not an IPv6 address",
                "tcp://[1.2.3.4]:1;         8;  is not an IPv6 address",
                "tcp://1.2.3.256:1;         7;  '1.2.3.256' is not an IPv4 address",
                "tcp://01.2.3.4:1;          7;  is not an IPv4 address",
                "tcp://a:1,,b:2;            11; no host beside the comma",
                "tcp://a:1,;                11; no host beside the comma",
                "tcp://,a:1;                7;  no host beside the comma",
                "redis://u:p/w@h:1;         11; '@' after the first '/'",
                "tcp://h:1?a=1&;            15; no option beside the '&'",
                "tcp://h:1?&a=1;            11; no option beside the '&'",
                "tcp://h:1?=1;              11; has no name",
                "tcp://h:1?nodelay;         11; option 'nodelay' has no value",
                "tcp://h:1?a%62=1;          12; cannot be the name of an option",
                "tcp://h:1?1a=1;            11; '1a' cannot be the name of an option",
                "tcp://h:1?a=1?b=2;         14; '?' cannot stand in a value",
                "tcp://h:1?a=1&a=2;         15; option 'a' is given twice (first at column 11)",
                "tcp://h:1?a=%4;            13; not followed by two hexadecimal digits",
                "tcp://h:1?a=%zz;           13; not followed by two hexadecimal digits",
                "tcp://h:1?a=%C3;           13; is not UTF-8",
                "mem:a%;                    6;  not followed by two hexadecimal digits",
                "aeron:#ring=4M;            7;  nothing follows 'aeron:'",
                "aeron:ipc#a=1|b=2;         14; '|' cannot stand in a value",
                "aeron:ipc#a=1#b=2;         14; '#' cannot stand in a value",
            })
    void theErrorPointsAtTheColumnOfWhatIsShown(String raw, int column, String problem) {
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> EndpointUri.parse(raw));

        assertThat(e).isNotNull();
        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_URI);
        assertThat(e.detail()).contains(problem).contains(", at column ");
        assertThat(e.hint()).isNotEmpty();
        String[] lines = e.detail().split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[1]).startsWith("    " + raw.substring(0, 1));
        assertThat(lines[2]).isEqualTo(" ".repeat(4 + column - 1) + "^");
    }

    @Test
    void aWholeMessageReadsLikeThis() {
        assertThat(catchThrowableOfType(
                        ConfigurationException.class, () -> EndpointUri.parse("tcp://127.0.0.1:99999?ring=4M")))
                .hasMessage("""
                        [MR-1001 INVALID_URI] port '99999' is above 65535, at column 17:
                            tcp://127.0.0.1:99999?ring=4M
                                            ^ — a port is a number from 0 to 65535; 0 lets the system choose""");
    }

    @ParameterizedTest
    @CsvSource({"''", "'  '", "'\t'"})
    void anEmptyUriIsRefused(String raw) {
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> EndpointUri.parse(raw)))
                .hasMessageStartingWith("[MR-1001 INVALID_URI] the URI is empty — write scheme:address");
    }

    @Test
    void aHugeUriIsRefusedWithoutBeingQuoted() {
        assertThat(catchThrowableOfType(
                        ConfigurationException.class, () -> EndpointUri.parse("tcp://" + "x".repeat(1_000_000))))
                .hasMessageContaining("1000006 characters, more than 4096")
                .hasMessageNotContaining("xxx");
    }

    @Test
    void ofALongUriTheSurroundingsAreQuoted() {
        String raw = "tcp://" + "a".repeat(300) + ":bad?x=" + "b".repeat(300);
        ConfigurationException e = catchThrowableOfType(ConfigurationException.class, () -> EndpointUri.parse(raw));

        String[] lines = e.detail().split("\n", -1);
        assertThat(lines[0]).isEqualTo("port 'bad' is not a number, at column 308:");
        assertThat(lines[1]).startsWith("    ...aaa").endsWith("bbb...").hasSizeLessThan(130);
        assertThat(lines[1].substring(lines[2].length() - 1)).startsWith("bad");
    }

    @Test
    void whatCannotBePrintedIsShownEscaped() {
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> EndpointUri.parse("mem:a\u001b[31m\u202e")))
                .hasMessageContaining("the character '\\x1B' cannot stand in a URI, at column 6:")
                .hasMessageContaining("\n    mem:a\\x1B[31m\\xE2\\x80\\xAE\n         ^");
    }

    @Test
    void anUnpairedSurrogateIsShownEscaped() {
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> EndpointUri.parse("mem:\ud83d")))
                .hasMessageContaining("cannot stand in a URI, at column 5:");
        assertThat(EndpointUri.parse("mem:\ud83d\ude80")).hasToString("mem:\ud83d\ude80");
    }
}
