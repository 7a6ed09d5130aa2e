// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.spi.uri.OptionType.BadValueException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
    private static final Option<Integer> SIZE = Option.bytes("size", 4096, 0, Integer.MAX_VALUE, "");
    private static final Option<Integer> BOUND = Option.bytes("bound", 1_600_000, 1_500_000, 1_700_000, "");
    private static final Option<Integer> NUMBER = Option.integer("number", 0, -5, 5, "");
    private static final Option<Duration> TIME =
            Option.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofDays(1), "");
    private static final Option<Boolean> FLAG = Option.bool("flag", false, "");

    @ParameterizedTest
    @CsvSource({
        "262144,262144",
        "256k,262144",
        "256K,262144",
        "256KiB,262144",
        "4M,4194304",
        "4m,4194304",
        "4MiB,4194304",
        "1G,1073741824",
        "1GiB,1073741824",
        "0,0",
        "007,7",
        "2147483647,2147483647"
    })
    void sizes(String text, int expected) throws BadValueException {
        assertThat(SIZE.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "5s,PT5S", "1m,PT1M", "2h,PT2H", "10us,PT0.00001S", "7ns,PT0.000000007S", "0s,PT0S"})
    void durations(String text, Duration expected) throws BadValueException {
        assertThat(TIME.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "4 M", "4MB", "4kB", "1.5M", "+1", "0x10", "-", "--1", "4Mi", "٤", "1e3", "M4"})
    void whatIsNoSize(String text) {
        assertThat(problem(SIZE, text)).isEqualTo("is not a size");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5M", "5S", "1.5s", "PT5S", "s", "5 s", "1d", "1m30s"})
    void whatIsNoDuration(String text) {
        assertThat(problem(TIME, text)).isEqualTo("is not a duration");
    }

    @ParameterizedTest
    @CsvSource({
        "1M,below",
        "1499999,below",
        "-1,below",
        "0,below",
        "2M,above",
        "1700001,above",
        "1G,above",
        "999999999999999999999G,above",
        "-999999999999999999999G,below",
        "9223372036854775807,above",
        "-9223372036854775808,below",
        "100000000000000000G,above"
    })
    void whatIsOutOfRange(String text, String side) {
        assertThat(problem(BOUND, text)).startsWith("is " + side + " the ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "0", "5"})
    void boundsBelongToTheRange(String text) throws BadValueException {
        assertThat(NUMBER.parse(text)).isEqualTo(Integer.valueOf(text));
        assertThat(problem(NUMBER, "-6")).isEqualTo("is below the least, -5");
        assertThat(problem(NUMBER, "6")).isEqualTo("is above the most, 5");
    }

    @Test
    void choices() throws BadValueException {
        assertThat(FLAG.parse("TRUE")).isTrue();
        BadValueException e = catchThrowableOfType(BadValueException.class, () -> FLAG.parse("ture"));
        assertThat(e.problem()).isEqualTo("is none of true, false");
        assertThat(e.hint()).isEqualTo("did you mean 'true'?");
        assertThat(catchThrowableOfType(BadValueException.class, () -> FLAG.parse("yes"))
                        .hint())
                .isEqualTo("write one of true, false");
    }

    @Test
    void whatIsFormattedIsReadBack() throws BadValueException {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            int size = random.nextInt(1 << 30) & -(1 << random.nextInt(30));
            assertThat(SIZE.parse(SIZE.format(size))).isEqualTo(size);
            Duration time = Duration.ofNanos(random.nextInt(1000) * (long) Math.pow(10, random.nextInt(10)));
            assertThat(TIME.parse(TIME.format(time))).isEqualTo(time);
        }
    }

    @Test
    void aDeclarationIsChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.bytes("ring", 1, 2, 3, ""))
                .withMessage("the default of option 'ring', 1, is below the least, 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.text("a&b", "", ""))
                .withMessageContaining("'a&b'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Option.text("node", "", "").secret())
                .withMessageContaining("'node' is secret, but its name does not show it");
    }

    @Test
    void aSecretIsFormattedAsAMask() {
        Option<String> secret = Option.text("password", "", "").secret();

        assertThat(secret.isSecret()).isTrue();
        assertThat(secret.format("abc")).isEqualTo("***");
        assertThat(secret.format("")).isEmpty();
    }

    private static String problem(Option<?> option, String text) {
        return catchThrowableOfType(BadValueException.class, () -> option.parse(text))
                .problem();
    }
}
