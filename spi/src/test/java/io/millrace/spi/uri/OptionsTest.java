// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private enum Idle {
        SPIN,
        BACK_OFF
    }

    private static final Option<Integer> RING = Option.bytes("ring", 4 << 20, 64 << 10, 1 << 30, "size of the ring");
    private static final Option<Duration> HEARTBEAT = Option.duration(
            "heartbeat", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(1), "silence before a PING");
    private static final Option<Idle> IDLE = Option.choice("idle", Idle.BACK_OFF, "how a thread waits | what it costs");
    private static final Option<Boolean> NODELAY = Option.bool("nodelay", true, "send at once");
    private static final Option<Integer> BACKLOG = Option.integer("backlog", 128, 1, 65_535, "waiting connections");
    private static final Option<String> NODE = Option.text("node", "", "stable name of this process");
    private static final Option<String> TOKEN =
            Option.text("token", "", "who we are").secret();
    private static final List<Option<?>> ALL = List.of(RING, HEARTBEAT, IDLE, NODELAY, BACKLOG, NODE, TOKEN);

    @Test
    void valuesAreTyped() {
        Options options = parse("ring=8M&heartbeat=250ms&idle=spin&nodelay=false&backlog=7&node=a%20b&token=x");

        assertThat(options.get(RING)).isEqualTo(8 << 20);
        assertThat(options.get(HEARTBEAT)).isEqualTo(Duration.ofMillis(250));
        assertThat(options.get(IDLE)).isEqualTo(Idle.SPIN);
        assertThat(options.get(NODELAY)).isFalse();
        assertThat(options.get(BACKLOG)).isEqualTo(7);
        assertThat(options.get(NODE)).isEqualTo("a b");
        assertThat(options.get(TOKEN)).isEqualTo("x");
    }

    @Test
    void whatTheUriDoesNotSetHasItsDefault() {
        Options options = parse("ring=4M");

        assertThat(options.get(HEARTBEAT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.get(NODE)).isEmpty();
        assertThat(options.isSet(RING)).isTrue();
        assertThat(options.isSet(HEARTBEAT)).isFalse();
    }

    @Test
    void anUnknownOptionNamesTheNearestMatchAndAllKnownOnes() {
        assertThat(failure("rnig=4M")).hasMessage("""
                        [MR-1005 UNKNOWN_OPTION] option 'rnig' is unknown; did you mean 'ring'?, at column 11:
                            tcp://h:1?rnig=4M
                                      ^ — known options: backlog, heartbeat, idle, node, nodelay, ring, token""");
    }

    @Test
    void anUnknownOptionNearNothingStillListsAllKnownOnes() {
        assertThat(failure("zzz=4M"))
                .hasMessageContaining("option 'zzz' is unknown, at column 11")
                .hasMessageContaining("known options: backlog, heartbeat,");
    }

    @Test
    void aBadValueNamesValueBoundDefaultAndPlace() {
        assertThat(failure("ring=2G")).hasMessage("""
                        [MR-1006 INVALID_OPTION] option 'ring': '2G' is above the most, 1GiB (default 4MiB), at column 11:
                            tcp://h:1?ring=2G
                                      ^ — write a size as 262144, 256k, 256KiB, 4M or 4MiB (k and KiB are both 1024)""");
    }

    @Test
    void everyWrongOptionIsReportedAtOnce() {
        assertThat(failure("heartbeat=5&ring=4M&idle=spni&bcklog=3")).hasMessage("""
                        [MR-1006 INVALID_OPTION] 3 options are wrong:
                            tcp://h:1?heartbeat=5&ring=4M&idle=spni&bcklog=3
                                      ^                   ^         ^
                          option 'heartbeat': '5' is not a duration (default 1s), at column 11
                          option 'idle': 'spni' is none of spin, back-off (default back-off), at column 31
                          option 'bcklog' is unknown; did you mean 'backlog'?, at column 41
                          — write a duration as 250ms, 5s or 1m (ns, us, ms, s, m, h); did you mean 'spin'?;\
                         known options: backlog, heartbeat, idle, node, nodelay, ring, token""");
    }

    @Test
    void aValueThatDoesNotGoWithAnotherCanBeRefusedByTheCaller() {
        assertThat(parse("heartbeat=9s").invalid(HEARTBEAT, "is not less than dead-after (3s)", "lower it"))
                .hasMessage("""
                        [MR-1006 INVALID_OPTION] option 'heartbeat' = 9s is not less than dead-after (3s), at column 11:
                            tcp://h:1?heartbeat=9s
                                      ^ — lower it""");
        assertThat(parse("ring=4M").invalid(HEARTBEAT, "is not less than dead-after (1s)", "lower it"))
                .hasMessage("[MR-1006 INVALID_OPTION] option 'heartbeat' (default 1s) is not less than dead-after (1s),"
                        + " in tcp://h:1?ring=4M — lower it");
        assertThat(parse("ring=4M").invalid(TOKEN, "is needed to listen", "set it"))
                .hasMessageContaining("option 'token' (not set) is needed to listen");
    }

    @Test
    void aSecretIsNeverShown() {
        assertThat(parse("token=abc")
                        .invalid(TOKEN, "is too short", "take a longer one")
                        .getMessage())
                .contains("option 'token' = *** is too short")
                .contains("tcp://h:1?token=***")
                .doesNotContain("abc");
    }

    @Test
    void aLongOrUnprintableValueIsShownCutAndEscaped() {
        assertThat(failure("ring=%1B" + "x".repeat(200)).getMessage())
                .contains("option 'ring': '\\x1Bxxx")
                .contains("xxx...' is not a size");
    }

    @Test
    void oneNameIsDeclaredOnce() {
        ConfigurationException e = catchThrowableOfType(
                ConfigurationException.class,
                () -> Options.parse(EndpointUri.parse("tcp://h:1"), List.of(NODE, Option.text("node", "", "other"))));

        assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_FAILED);
        assertThat(e).hasMessageContaining("'node'").hasMessageContaining("\"other\"");
    }

    @Test
    void anOptionThatWasNotDeclaredCannotBeAskedFor() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("ring=4M").get(Option.text("ring", "", "another object")))
                .withMessageContaining("'ring'");
    }

    @Test
    void theTableComesFromTheDeclarations() {
        assertThat(Options.describe(List.of(RING, HEARTBEAT, IDLE, NODELAY, BACKLOG, NODE)))
                .isEqualTo("""
                        | option | type | default | values | meaning |
                        |---|---|---|---|---|
                        | `ring` | size | `4MiB` | 64KiB to 1GiB | size of the ring |
                        | `heartbeat` | duration | `1s` | 10ms to 1m | silence before a PING |
                        | `idle` | choice | `back-off` | spin, back-off | how a thread waits \\| what it costs |
                        | `nodelay` | boolean | `true` | true, false | send at once |
                        | `backlog` | number | `128` | 1 to 65535 | waiting connections |
                        | `node` | text |  |  | stable name of this process |
                        """);
    }

    private static Options parse(String options) {
        return Options.parse(EndpointUri.parse("tcp://h:1?" + options), ALL);
    }

    private static ConfigurationException failure(String options) {
        return catchThrowableOfType(ConfigurationException.class, () -> parse(options));
    }
}
