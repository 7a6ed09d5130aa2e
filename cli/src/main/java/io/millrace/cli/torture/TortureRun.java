// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.Figures;
import io.millrace.cli.Interruption;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run, on the command's thread, in the shape that Jepsen gave such tests: a quiet start, faults one after the other, healing,
 * a final read until everything has arrived. Then the checker reads what the processes have written down.
 */
final class TortureRun {
    private static final long POLL_MS = 5;
    private static final long STUCK_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long NEWS_NS = TimeUnit.SECONDS.toNanos(30);

    private final Plan plan;
    private final Path folder;
    private final Interruption interruption;
    private final Consumer<String> news;
    private final boolean everyFault;
    private final Outcome outcome = new Outcome();
    private final Map<String, Vitals> warm = new HashMap<>();
    private final long startNs = System.nanoTime();
    private long lastNewsNs = startNs;

    /** Leaves what it finds in {@code folder}, which must be empty; tells {@code news} how it goes. */
    TortureRun(Plan plan, Path folder, Interruption interruption, boolean everyFault, Consumer<String> news) {
        this.plan = plan;
        this.folder = folder;
        this.interruption = interruption;
        this.everyFault = everyFault;
        this.news = news;
    }

    Outcome run() throws IOException {
        List<Lane> lanes = plan.lanes();
        try (Cast cast = new Cast(plan, folder);
                BufferedWriter story = Files.newBufferedWriter(folder.resolve("story.log"))) {
            Flow flow = new Flow(folder, lanes, cast);
            cast.start();
            awaitFlow(flow, names(lanes), "at the start");
            pause(plan.quiet());
            cast.all().forEach(actor -> warm.put(actor.name(), actor.vitals()));
            breakThings(cast, flow, new Schedule(plan.seed(), lanes), story);
            if (outcome.faults() == 0) {
                outcome.problem("no fault was played, so nothing is shown: the run was interrupted");
            }
            finalRead(cast, flow, lanes);
        }
        outcome.tally(Archive.check(folder, lanes));
        return outcome;
    }

    private static Set<String> names(List<Lane> lanes) {
        Set<String> names = new HashSet<>();
        lanes.forEach(lane -> names.add(lane.name()));
        return names;
    }

    private void breakThings(Cast cast, Flow flow, Schedule schedule, BufferedWriter story) throws IOException {
        long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < plan.duration().toNanos() && !interruption.requested()) {
            Schedule.Step step = schedule.next();
            tell(story, step.faults().toString() + " for " + step.lasts().toMillis() + " ms", flow);
            Set<String> lanes = new HashSet<>();
            for (Fault fault : step.faults()) {
                lanes.add(Lane.of(fault.actor()));
                outcome.fault(fault);
                begin(cast.actor(fault.actor()), fault);
            }
            pause(step.lasts());
            for (Fault fault : step.faults()) {
                end(cast.actor(fault.actor()), fault);
            }
            long healedNs = System.nanoTime();
            if (awaitFlow(flow, lanes, "after " + step.faults())) {
                long tookNs = System.nanoTime() - healedNs;
                outcome.recovery(tookNs);
                tell(story, "flowing again after " + Figures.duration(tookNs), flow);
            }
            for (Actor actor : cast.all()) {
                if (!actor.isAlive()) {
                    outcome.problem(actor.name() + " ended by itself" + actor.lastWords());
                    return;
                }
            }
            pause(step.rest());
        }
    }

    private static void begin(Actor actor, Fault fault) {
        switch (fault.kind()) {
            case KILL -> actor.kill();
            case PAUSE -> actor.pause();
            case SLOW -> actor.order(TortureSubscriber.SLOW + " " + fault.every() + " " + fault.amountNs());
            case THROW -> actor.order(TortureSubscriber.THROW + " " + fault.every());
            case PROXY -> {
                if (fault.proxy() != null) {
                    actor.order(fault.proxy().order());
                }
            }
        }
    }

    private static void end(Actor actor, Fault fault) {
        switch (fault.kind()) {
            case KILL -> {
                actor.start();
                actor.awaitReady();
            }
            case PAUSE -> actor.resume();
            case SLOW, THROW -> actor.order(TortureSubscriber.NORMAL);
            case PROXY -> actor.order(ProxyFault.HEALED.order());
        }
    }

    /** Waits until every busy stream of some lanes has moved. */
    private boolean awaitFlow(Flow flow, Set<String> lanes, String when) {
        Map<Path, Long> before = flow.handled(lanes);
        long untilNs = System.nanoTime() + STUCK_NS;
        while (!flow.hasMoved(before)) {
            if (System.nanoTime() - untilNs > 0) {
                outcome.problem("nothing flows " + when + ": " + before);
                return false;
            }
            pause(Duration.ofMillis(POLL_MS));
        }
        return true;
    }

    private void finalRead(Cast cast, Flow flow, List<Lane> lanes) {
        for (Lane lane : lanes) {
            Actor publisher = cast.actor(lane.publisher());
            if (publisher.isAlive()) {
                publisher.order(Child.FINISH);
                publisher.await(Child.FINISHED);
            }
        }
        long lastHandled = -1;
        long movedNs = System.nanoTime();
        for (List<String> behind = flow.behind(); !behind.isEmpty(); behind = flow.behind()) {
            long handled = flow.handled();
            if (handled != lastHandled) {
                lastHandled = handled;
                movedNs = System.nanoTime();
            } else if (System.nanoTime() - movedNs > STUCK_NS) {
                outcome.problem("the final read does not catch up: " + behind);
                break;
            }
            pause(Duration.ofMillis(100));
        }
        for (Actor actor : cast.all()) {
            if (actor.isAlive()) {
                Vitals start = warm.get(actor.name());
                if (start != null) {
                    outcome.vitals(actor.name(), start, actor.vitals());
                }
                actor.order(Child.FINISH);
                actor.await(Child.FINISHED);
            }
        }
        for (Actor actor : cast.all()) {
            int exit = actor.end();
            if (exit != 0) {
                outcome.problem(actor.name() + " ended with " + exit + actor.lastWords());
            }
        }
    }

    private void tell(BufferedWriter story, String text, Flow flow) throws IOException {
        String line = String.format(Locale.ROOT, "%9.3f s  %s", sinceStartNs() / 1e9, text);
        story.write(System.currentTimeMillis() + line);
        story.newLine();
        story.flush();
        if (everyFault) {
            news.accept(line);
        } else if (System.nanoTime() - lastNewsNs > NEWS_NS) {
            lastNewsNs = System.nanoTime();
            news.accept(String.format(
                    Locale.ROOT,
                    "%7.1f min  %d faults, %s handled by who lives now",
                    sinceStartNs() / 6e10,
                    outcome.faults(),
                    Figures.count(flow.handled())));
        }
    }

    private long sinceStartNs() {
        return System.nanoTime() - startNs;
    }

    // An interruption ends the faults, not what follows them.
    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
