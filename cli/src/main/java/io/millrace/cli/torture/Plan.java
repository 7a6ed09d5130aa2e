// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a run is to be; the same for the same numbers.
 *
 * @param duration of quiet start and faults together; healing and the final read come on top
 * @param perSecond messages to be published in a second, on all streams together
 */
record Plan(Duration duration, long seed, String transport, long perSecond) {
    private static final Duration LONGEST_QUIET = Duration.ofSeconds(10);
    private static final int QUIET_PART = 6;
    private static final int LARGE_PER_SECOND = 4;

    /** How long nothing is broken at the start. */
    Duration quiet() {
        Duration part = duration.dividedBy(QUIET_PART);
        return part.compareTo(LONGEST_QUIET) < 0 ? part : LONGEST_QUIET;
    }

    /** Whether a media driver carries it, and not something in which a proxy can stand. */
    boolean isAeron() {
        return transport.startsWith("aeron");
    }

    /**
     * One lane in which everybody is killed, and one with fan-out in which all but one subscriber live on, so that leaks
     * show.
     */
    List<Lane> lanes() {
        boolean publisherListens = new SplittableRandom(seed).nextBoolean();
        long part = perSecond / 10;
        boolean aeron = isAeron();
        return List.of(
                new Lane(
                        "a",
                        publisherListens,
                        1,
                        aeron,
                        List.of("a-pub", "a-sub1", aeron ? "a-driver" : "a-proxy"),
                        List.of(
                                new StreamPlan("small", 24, 120, 5 * part, false),
                                new StreamPlan("own", 24, 2_000, Math.max(1, part), true),
                                new StreamPlan("large", 100_000, 1_000_000, LARGE_PER_SECOND, false))),
                new Lane(
                        "b",
                        true,
                        2,
                        aeron,
                        aeron ? List.of("b-sub2", "b-driver") : List.of("b-sub2"),
                        List.of(
                                new StreamPlan("fan", 24, 120, 3 * part, false),
                                new StreamPlan("fan-own", 24, 300, Math.max(1, part), true),
                                new StreamPlan("fan-large", 50_000, 400_000, 2, true))));
    }
}
