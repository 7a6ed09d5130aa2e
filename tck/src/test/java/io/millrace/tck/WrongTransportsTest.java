// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit rejects what breaks a rule, and says which: each rule has a transport that breaks it. */
class WrongTransportsTest extends WrongTransportRuns {

    static Stream<WrongTransport> wrongLinks() {
        return Stream.of(WrongProviders.all(), WrongLinks.all(), WrongWaits.all(), WrongEnds.all())
                .flatMap(List::stream);
    }

    @Test
    void everyRuleHasAWrongTransport() {
        Set<String> rules = rules().map(
                        method -> method.getAnnotation(Rule.class).id())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(Stream.concat(wrongLinks(), WrongRuntimes.all().stream()).map(WrongTransport::rule))
                .containsExactlyInAnyOrderElementsOf(rules);
    }

    @Test
    void aTransportWithNothingWrongIsRejectedByNoRule() {
        Suspect.wrong = WrongTransport.breaking("none", "nothing is wrong", Twist::new);
        Suspect.patience = Duration.ofSeconds(10);
        assertThat(rejecting(rules().filter(WrongTransportRuns::isOverLinks))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrongLinks")
    void rejects(WrongTransport wrong) {
        isRejectedByTheRuleThatItBreaks(wrong);
    }
}
