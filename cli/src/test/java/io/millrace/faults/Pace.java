// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import java.time.Duration;

/** How long tests of endurance take: seconds, or with {@code -Dmillrace.faults.long=true} what is really promised. */
final class Pace {
    static final boolean LONG = Boolean.getBoolean("millrace.faults.long");

    private Pace() {}

    static Duration of(Duration usual, Duration inTheLongRun) {
        return LONG ? inTheLongRun : usual;
    }
}
