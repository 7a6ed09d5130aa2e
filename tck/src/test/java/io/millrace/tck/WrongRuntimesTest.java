// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit rejects what breaks a rule over whole runtimes; the rest is in {@link WrongTransportsTest}. */
class WrongRuntimesTest extends WrongTransportRuns {

    static Stream<WrongTransport> wrongRuntimes() {
        return WrongRuntimes.all().stream();
    }

    @ParameterizedTest
    @MethodSource("wrongRuntimes")
    void rejects(WrongTransport wrong) {
        isRejectedByTheRuleThatItBreaks(wrong);
    }
}
