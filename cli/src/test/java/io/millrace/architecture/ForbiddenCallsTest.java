// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.millrace.architecture.ShippedClassesTest.SHIPPED;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

/** Calls that a library makes at its user's expense. */
final class ForbiddenCallsTest {
    private static final String[] PROGRAMS = {"io.millrace.cli..", "io.millrace.bench..", "io.millrace.examples.."};

    @Test
    void onlyProgramsExit() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.millrace.cli..", "io.millrace.bench..")
                .should()
                .callMethodWhere(calls("java.lang.(System|Runtime)", "exit|halt"))
                .check(SHIPPED);
    }

    @Test
    void onlyProgramsPrint() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PROGRAMS)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethodWhere(calls("java.lang.Throwable", "printStackTrace"))
                .check(SHIPPED);
    }

    /** A wall clock jumps; whoever measures time has a monotonic one, which a test can move. */
    @Test
    void onlyProgramsReadTheWallClock() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PROGRAMS)
                .should()
                .callMethodWhere(calls("java.lang.System", "currentTimeMillis"))
                .orShould()
                .callMethodWhere(calls("java.time.(Instant|LocalDateTime|ZonedDateTime|OffsetDateTime)", "now"))
                .orShould()
                .callMethodWhere(calls("java.time.Clock", "system.*"))
                .orShould()
                .callConstructor(java.util.Date.class)
                .check(SHIPPED);
    }

    @Test
    void nobodySleepsInTheEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackages(PROGRAMS)
                .should()
                .callMethodWhere(calls("java.lang.Thread|java.util.concurrent.TimeUnit", "sleep"))
                .check(SHIPPED);
    }

    /** An interrupt closes an NIO channel and makes a Disruptor processor skip an event: it is no way to signal. */
    @Test
    void nobodyInterruptsAnotherThread() {
        codeUnits()
                .that()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackages(PROGRAMS)
                .should(interruptOnlyTheCurrentThread())
                .check(SHIPPED);
    }

    private static DescribedPredicate<JavaCall<?>> calls(String owners, String names) {
        return target(nameMatching(names)).and(target(owner(nameMatching(owners))));
    }

    /** Restoring the current thread's interrupt status is allowed, and it is all that {@code interrupt} is for. */
    private static ArchCondition<JavaCodeUnit> interruptOnlyTheCurrentThread() {
        return new ArchCondition<>("interrupt only the current thread") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean interrupts = calls(unit, "interrupt");
                if (interrupts && !calls(unit, "currentThread")) {
                    events.add(SimpleConditionEvent.violated(
                            unit, unit.getFullName() + " interrupts a thread " + unit.getSourceCodeLocation()));
                }
            }
        };
    }

    private static boolean calls(JavaCodeUnit unit, String method) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isAssignableTo(Thread.class)
                        && call.getName().equals(method));
    }
}
