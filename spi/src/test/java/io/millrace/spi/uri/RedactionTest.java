// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.ConfigurationException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final long SEED = 20_261_120;
    /** Unlike anything else that a message says. */
    private static final String SECRET = "zQ7x";

    private static final Option<String> TOKEN =
            Option.text("token", "", "who we are").secret();
    private static final Option<Integer> RING = Option.bytes("ring", 4096, 1024, 8192, "size");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tcp://h:1?ring=4M;                 tcp://h:1?ring=4M",
                "redis://user:zQ7x@h:1/0;           redis://user:***@h:1/0",
                "redis://:zQ7x@h:1;                 redis://:***@h:1",
                "redis://zQ7x@h:1;                  redis://***@h:1",
                "redis://user:zQ7x@a@h:1;           redis://user:***@h:1",
                "tcp://h:1?token=zQ7x&ring=4M;      tcp://h:1?token=***&ring=4M",
                "tcp://h:1?ring=4M&password=zQ7x;   tcp://h:1?ring=4M&password=***",
                "tcp://h:1?PASSWORD=zQ7x;           tcp://h:1?PASSWORD=***",
                "tcp://h:1?client-secret=zQ7x&a=b;  tcp://h:1?client-secret=***&a=b",
                "tcp://h:1?apiKey=zQ7x;             tcp://h:1?apiKey=***",
                "tcp://h:1?key.store=zQ7x;          tcp://h:1?key.store=***",
                "tcp://h:1?credentials=zQ7x;        tcp://h:1?credentials=***",
                "tcp://h:1?keystore=/etc/ks;        tcp://h:1?keystore=/etc/ks",
                "tcp://h:1?node=a@b;                tcp://h:1?node=a@b",
                "tcp://h:1?password=;               tcp://h:1?password=",
                "mem:orders;                        mem:orders",
                "uds:///home/a@b/key.sock;          uds:///home/a@b/key.sock",
                "aeron:udp?endpoint=h:1|token=zQ7x|mtu=1#password=zQ7x&a=1;"
                        + " aeron:udp?endpoint=h:1|token=***|mtu=1#password=***&a=1",
            })
    void toStringMasksSecrets(String raw, String shown) {
        EndpointUri uri = EndpointUri.parse(raw);

        assertThat(uri).hasToString(shown);
        assertThat(uri.raw()).isEqualTo(raw);
        assertThat(uri.parameters().toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user:zQ7x@h:1",
                "redis//user:zQ7x@h:1",
                "password=zQ7x",
                "tcp://h:1&password=zQ7x",
                "tcp://h:1/password=zQ7x?",
                "tcp://h:1;password=zQ7x",
                "tcp://h:1?ring=4M?password=zQ7x",
                "tcp://h:1?ring=4M;password=zQ7x#",
                "tcp://h:1?password:zQ7x",
                "tcp://h:1?passwordzQ7x",
                "tcp://h:1?pass%77ord=zQ7x",
                "tcp://h:1?password=a&zQ7x",
                "tcp://h:1?password=a#zQ7x",
                "tcp://h:1?password=%zQ7x",
                "tcp://h:1?password=zQ7x&password=zQ7x",
                "redis://user:6379/zQ7x@h",
                "redis://user:6379?zQ7x@h",
                "redis://user:6379#zQ7x@h",
                "redis://user:zQ7x?a=zQ7x@h",
                "redis://user:zQ7x[@h",
                "redis:user:zQ7x@h",
                " redis://user:zQ7x@h",
                "redis://user:zQ7x@h ",
            })
    void neitherDoErrorsShowThem(String raw) {
        assertThat(whatIsSaidAbout(raw)).doesNotContain(SECRET);
    }

    @Test
    void noTextMakesTheParserThrowAnythingElse() {
        Random random = new Random(SEED);
        String alphabet = "tcp://aeron:mem?&=#|;,@%[]{}<>.:-_~ 0123456789abcdefXYZü\u001b\u2028\ud83d\ude80\\\"'\n";
        for (int i = 0; i < 10_000; i++) {
            StringBuilder raw = new StringBuilder(random.nextBoolean() ? "tcp://" : "");
            random.ints(random.nextInt(40), 0, alphabet.length()).forEach(at -> raw.append(alphabet.charAt(at)));
            assertThat(whatIsSaidAbout(raw.toString())).isNotEmpty().doesNotContain("\u001b", "\u2028");
        }
    }

    @Test
    void aDamagedUriNeverMakesItThrowAnythingElse() {
        Random random = new Random(SEED + 1);
        List<String> uris = List.of(
                "tcp://user:pw@my_service:7400,[fe80::1%25eth0]:7400/path?ring=4M&token=abc%20d",
                "aeron:udp?endpoint=localhost:40123|mtu=1408#ring=4M&window=1M", "uds:///run/app.sock?idle=spin");
        for (int i = 0; i < 10_000; i++) {
            StringBuilder raw = new StringBuilder(uris.get(random.nextInt(uris.size())));
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                int at = random.nextInt(raw.length());
                switch (random.nextInt(3)) {
                    case 0 -> raw.deleteCharAt(at);
                    case 1 -> raw.setCharAt(at, (char) (random.nextInt(0x60) + 0x20));
                    default -> raw.insert(at, raw.charAt(random.nextInt(raw.length())));
                }
            }
            assertThat(whatIsSaidAbout(raw.toString())).isNotEmpty();
        }
    }

    @Test
    void noSecretIsEverSaidWhateverStandsInItOrGoesWrongAroundIt() {
        Random random = new Random(SEED + 2);
        String nasty = "/?#&@:|,;[]% \t\u00fc+~";
        for (int i = 0; i < 10_000; i++) {
            char c = nasty.charAt(random.nextInt(nasty.length()));
            String secret = SECRET + (random.nextBoolean() ? c + SECRET : "");
            String port = List.of("7400", "99999", "", "x", "7400/0").get(random.nextInt(5));
            String host = List.of("h", "[::1]", "[::", "", "a,b", "b d").get(random.nextInt(6));
            String other = List.of("", "ring=4k&", "ring=1&", "rnig=4k&", "ring&", "%=&", "&")
                    .get(random.nextInt(7));
            String raw = random.nextBoolean()
                    ? "tcp://user:" + secret + "@" + host + ":" + port + "?" + other + "a=1"
                    : "tcp://" + host + ":" + port + "?" + other + "token=" + secret + "&a=1";
            assertThat(whatIsSaidAbout(raw)).as(raw).isNotEmpty().doesNotContain(SECRET);
        }
    }

    private static String whatIsSaidAbout(String raw) {
        try {
            EndpointUri uri = EndpointUri.parse(raw);
            return uri + "\n" + uri.parameters() + "\n" + whatItsOptionsSay(uri);
        } catch (ConfigurationException e) {
            return e.toString();
        }
    }

    private static String whatItsOptionsSay(EndpointUri uri) {
        try {
            Options options = Options.parse(uri, List.of(TOKEN, RING));
            return options.invalid(TOKEN, "is wrong", "") + "\n" + options.invalid(RING, "is wrong", "");
        } catch (ConfigurationException e) {
            return e.toString();
        }
    }
}
