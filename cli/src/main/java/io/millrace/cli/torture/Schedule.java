// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which faults, in which order and for how long: what a seed decides. For one thread. */
final class Schedule {
    private static final int KILL_WEIGHT = 3;
    private static final int PAUSE_WEIGHT = 2;
    private static final int HANDLER_WEIGHT = 2;
    private static final int BETWEEN_WEIGHT = 8;
    private static final int SECOND_FAULT_PERCENT = 30;
    private static final int LONGEST_MS = 3_000;
    private static final int LONGEST_REST_MS = 2_500;

    /**
     * Faults that are there at once, each to another process.
     *
     * @param faults one or two
     * @param lasts until they are undone
     * @param rest after everything flows again, until the next step
     */
    record Step(List<Fault> faults, Duration lasts, Duration rest) {}

    private final SplittableRandom random;
    private final List<Lane> lanes;

    Schedule(long seed, List<Lane> lanes) {
        this.random = new SplittableRandom(seed);
        this.lanes = lanes;
    }

    Step next() {
        List<Fault> faults = new ArrayList<>();
        faults.add(draw());
        if (random.nextInt(100) < SECOND_FAULT_PERCENT) {
            Fault second = draw();
            if (goTogether(faults.get(0), second)) {
                faults.add(second);
            }
        }
        return new Step(
                List.copyOf(faults),
                Duration.ofMillis(random.nextInt(50, LONGEST_MS)),
                Duration.ofMillis(random.nextInt(LONGEST_REST_MS)));
    }

    // If publisher and subscriber die together nobody is left who could know what is lost: no promise is made then.
    private static boolean goTogether(Fault first, Fault second) {
        boolean bothDie = first.kind() == Fault.Kind.KILL && second.kind() == Fault.Kind.KILL;
        boolean oneLane = Lane.of(first.actor()).equals(Lane.of(second.actor()));
        return !first.actor().equals(second.actor()) && !(bothDie && oneLane);
    }

    private Fault draw() {
        Lane lane = lanes.get(random.nextInt(lanes.size()));
        int at = random.nextInt(KILL_WEIGHT + PAUSE_WEIGHT + HANDLER_WEIGHT + BETWEEN_WEIGHT);
        if (at < KILL_WEIGHT) {
            return new Fault(Fault.Kind.KILL, any(lane.mortal()), 0, 0, null);
        }
        if (at < KILL_WEIGHT + PAUSE_WEIGHT) {
            List<String> all = new ArrayList<>(lane.subscriberNames());
            all.add(lane.publisher());
            all.add(lane.between());
            return new Fault(Fault.Kind.PAUSE, any(all), 0, 0, null);
        }
        if (at < KILL_WEIGHT + PAUSE_WEIGHT + HANDLER_WEIGHT) {
            String subscriber = any(lane.subscriberNames());
            return random.nextBoolean()
                    ? new Fault(Fault.Kind.THROW, subscriber, random.nextLong(1, 2_000), 0, null)
                    : new Fault(
                            Fault.Kind.SLOW,
                            subscriber,
                            random.nextLong(1, 5_000),
                            random.nextLong(50_000, 50_000_000),
                            null);
        }
        if (lane.hasDriver()) {
            return new Fault(random.nextBoolean() ? Fault.Kind.KILL : Fault.Kind.PAUSE, lane.between(), 0, 0, null);
        }
        return new Fault(Fault.Kind.PROXY, lane.between(), 0, 0, ProxyFault.draw(random));
    }

    private String any(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }
}
