// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import java.util.List;

/**
 * A publisher, subscribers, and between them a proxy, or Aeron's media driver. Names of actors begin with the lane's.
 *
 * @param name of the lane
 * @param publisherListens else it dials, and the only subscriber listens
 * @param subscribers how many
 * @param hasDriver whether there is a media driver, and no proxy
 * @param mortal the actors that may be killed; the others live from the start to the end
 */
record Lane(
        String name,
        boolean publisherListens,
        int subscribers,
        boolean hasDriver,
        List<String> mortal,
        List<StreamPlan> streams) {
    Lane {
        if (!publisherListens && subscribers != 1) {
            throw new IllegalArgumentException(name + ": " + subscribers + " subscribers cannot all listen");
        }
    }

    String publisher() {
        return name + "-pub";
    }

    /** Who stands between publisher and subscribers. */
    String between() {
        return name + (hasDriver ? "-driver" : "-proxy");
    }

    List<String> subscriberNames() {
        return java.util.stream.IntStream.rangeClosed(1, subscribers)
                .mapToObj(i -> name + "-sub" + i)
                .toList();
    }

    static String of(String actor) {
        return actor.substring(0, actor.indexOf('-'));
    }
}
