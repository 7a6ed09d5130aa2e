// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ThreadingMode;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@EveryThreading
class EventDispatchTest {

    EventDispatchTest(ThreadingMode mode) {
        HandCranked.threading(mode);
    }

    @Test
    void oneThatThrowsIsReportedAndStopsNobody() {
        LifecycleListener throwing = event -> {
            if (event.to() == LinkState.UP) {
                throw new IllegalStateException("listener's bug");
            }
        };
        try (HandCranked crank = new HandCranked(List.of(throwing))) {
            crank.listen("mem:x");
            assertThat(crank.events(Kind.STATE_CHANGED)).hasSize(2);
            assertThat(crank.events(Kind.LISTENER_FAILED)).hasSize(1);
            LifecycleEvent report = crank.events(Kind.LISTENER_FAILED).toList().get(0);
            assertThat(report.cause()).hasRootCauseMessage("listener's bug");
            assertThat(report.toString()).contains("EventDispatchTest", "UP");
        }
    }

    @Test
    void oneThatAlwaysThrowsIsNotReportedForItsReports() {
        LifecycleListener throwing = event -> {
            throw new LinkageError("worse");
        };
        try (HandCranked crank = new HandCranked(List.of(throwing))) {
            crank.listen("mem:x");
            assertThat(crank.events(Kind.LISTENER_FAILED)).hasSize(2);
            assertThat(crank.events).hasSize(4);
        }
    }

    @Test
    void oneThatIsSlowIsReported() {
        AtomicReference<HandCranked> clock = new AtomicReference<>();
        LifecycleListener slow = event -> {
            if (event.to() == LinkState.UP) {
                clock.get().passUnseen(Duration.ofSeconds(3));
            }
        };
        try (HandCranked crank = new HandCranked(List.of(slow))) {
            clock.set(crank);
            crank.listen("mem:x");
            assertThat(crank.events(Kind.LISTENER_SLOW)).singleElement().satisfies(event -> assertThat(event.detail())
                    .contains("3000 ms"));
        }
    }

    @Test
    void allHearOneOrderEvenIfAListenerCallsBack() {
        AtomicReference<HandCranked> runtime = new AtomicReference<>();
        List<LifecycleEvent> first = new ArrayList<>();
        LifecycleListener callingBack = event -> {
            first.add(event);
            if (event.to() == LinkState.UP && event.endpoint().equals("server mem:x")) {
                // On the agent's own thread this has its events before it returns.
                runtime.get().listen("mem:y");
            }
        };
        try (HandCranked crank = new HandCranked(List.of(callingBack))) {
            runtime.set(crank);
            crank.listen("mem:x");
            assertThat(crank.events).hasSize(4).isEqualTo(first);
            assertThat(crank.events.get(3).endpoint()).isEqualTo("server mem:y");
        }
    }

    @Test
    void anAttemptIsToldOnceAndInOrder() {
        try (HandCranked crank = new HandCranked()) {
            crank.connect("mem:nobody?backoff-base=10s&backoff-cap=10s");
            crank.turn(3);
            assertThat(crank.events.stream().limit(4).map(LifecycleEvent::kind))
                    .containsExactly(Kind.STATE_CHANGED, Kind.STATE_CHANGED, Kind.ATTEMPT_FAILED, Kind.STATE_CHANGED);
            assertThat(crank.events.get(3).to()).isEqualTo(LinkState.BACKOFF);
        }
    }
}
