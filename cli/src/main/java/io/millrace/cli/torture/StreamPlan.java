// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One stream of a lane; on a child's command line {@code name:min:max:rate:own}.
 *
 * @param name of the stream
 * @param minBytes shortest payload
 * @param maxBytes longest payload; in fragments if it is longer than a frame
 * @param perSecond messages that are to be published in a second
 * @param ownRing whether the subscriber handles it out of a ring and on a thread of its own
 */
record StreamPlan(String name, int minBytes, int maxBytes, long perSecond, boolean ownRing) {
    StreamPlan {
        if (minBytes < Payload.MIN_BYTES || maxBytes < minBytes || perSecond < 1) {
            throw new IllegalArgumentException(name + ": " + minBytes + " to " + maxBytes + " bytes, " + perSecond
                    + "/s; at least " + Payload.MIN_BYTES + " bytes and one a second");
        }
    }

    /** Enough messages to see at once whether it flows. */
    boolean isBusy() {
        return perSecond >= 500;
    }

    static List<StreamPlan> parse(String text) {
        return Arrays.stream(text.split(",", -1)).map(StreamPlan::parseOne).toList();
    }

    private static StreamPlan parseOne(String text) {
        String[] parts = text.split(":", -1);
        return new StreamPlan(
                parts[0],
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Long.parseLong(parts[3]),
                Boolean.parseBoolean(parts[4]));
    }

    static String text(List<StreamPlan> plans) {
        return plans.stream()
                .map(plan -> String.join(
                        ":",
                        plan.name(),
                        Integer.toString(plan.minBytes()),
                        Integer.toString(plan.maxBytes()),
                        Long.toString(plan.perSecond()),
                        Boolean.toString(plan.ownRing())))
                .collect(Collectors.joining(","));
    }
}
