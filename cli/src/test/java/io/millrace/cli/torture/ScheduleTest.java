// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The seed decides, everything comes, and nothing that Millrace makes no promise about. */
class ScheduleTest {
    private static List<Schedule.Step> steps(long seed, int count) {
        Schedule schedule = new Schedule(seed, plan(seed).lanes());
        return Stream.generate(schedule::next).limit(count).toList();
    }

    private static Plan plan(long seed) {
        return new Plan(Duration.ofMinutes(1), seed, "tcp", 100_000);
    }

    @Test
    void theSeedDecidesAll() {
        assertThat(steps(3, 100)).isEqualTo(steps(3, 100)).isNotEqualTo(steps(4, 100));
        assertThat(plan(3).lanes()).isEqualTo(plan(3).lanes());
    }

    @Test
    void everyFaultOfEveryKindComes() {
        List<Fault> faults = new ArrayList<>();
        steps(1, 2_000).forEach(step -> faults.addAll(step.faults()));
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertThat(faults).anyMatch(fault -> fault.kind() == kind);
        }
        for (ProxyFault.Kind kind : ProxyFault.Kind.values()) {
            assertThat(faults.stream()
                            .anyMatch(fault ->
                                    fault.proxy() != null && fault.proxy().kind() == kind))
                    .as(kind.name())
                    .isEqualTo(kind != ProxyFault.Kind.HEAL);
        }
    }

    @Test
    void onlyTheMortalAreKilledAndNeverTwoOfOneLane() {
        List<String> mortal =
                plan(1).lanes().stream().flatMap(lane -> lane.mortal().stream()).toList();
        for (Schedule.Step step : steps(1, 2_000)) {
            List<Fault> kills = step.faults().stream()
                    .filter(fault -> fault.kind() == Fault.Kind.KILL)
                    .toList();
            assertThat(kills).allMatch(kill -> mortal.contains(kill.actor()));
            assertThat(kills.stream().map(kill -> Lane.of(kill.actor()))).doesNotHaveDuplicates();
        }
    }

    @Test
    void overAeronTheDriverIsKilledAndStopped() {
        Schedule schedule = new Schedule(1, new Plan(Duration.ofMinutes(1), 1, "aeron", 100_000).lanes());
        List<Fault> faults = Stream.generate(schedule::next)
                .limit(500)
                .flatMap(step -> step.faults().stream())
                .toList();
        assertThat(faults).noneMatch(fault -> fault.kind() == Fault.Kind.PROXY);
        for (String driver : List.of("a-driver", "b-driver")) {
            assertThat(faults).anyMatch(fault -> fault.actor().equals(driver) && fault.kind() == Fault.Kind.KILL);
            assertThat(faults).anyMatch(fault -> fault.actor().equals(driver) && fault.kind() == Fault.Kind.PAUSE);
        }
    }

    @Test
    void aFaultSurvivesTheWayToItsProcess() {
        for (Schedule.Step step : steps(5, 500)) {
            for (Fault fault : step.faults()) {
                if (fault.proxy() != null) {
                    assertThat(ProxyFault.parse(fault.proxy().order())).isEqualTo(fault.proxy());
                }
            }
        }
        List<StreamPlan> streams = plan(1).lanes().get(0).streams();
        assertThat(StreamPlan.parse(StreamPlan.text(streams))).isEqualTo(streams);
    }
}
