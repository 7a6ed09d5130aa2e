// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.spi.uri.Option;
import java.time.Duration;
import java.util.List;

/** The options of an {@code aeron:} URI, which follow its {@code #}. What stands before it is Aeron's own. */
final class AeronOptions {

    /** Who runs the media driver. */
    enum DriverChoice {
        /** Embedded, unless {@code aeron.dir} says where somebody else's driver is. */
        AUTO,
        /** The driver that runs in the directory; if none does, this process runs one there. */
        EMBEDDED,
        /** The driver that runs in the directory; if none does, wait for it. */
        EXTERNAL
    }

    /** What the thread of an embedded driver does when there is nothing to do. */
    enum DriverIdle {
        /** Spin, yield, then sleep for longer and longer, up to a millisecond: kind to two cores. */
        BACKOFF,
        /** Yield: the quickest where there is a core to spare. */
        YIELD,
        /** Spin: takes a core for itself. */
        SPIN
    }

    /** Above it are the streams of links. */
    static final int MOST_STREAM_ID = (1 << 30) - 1;

    static final Option<Integer> STREAM_ID = Option.integer(
            "stream-id",
            7400,
            1,
            MOST_STREAM_ID,
            "Aeron stream at which diallers knock; as a port, the same at both ends.");

    static final Option<String> DIR =
            Option.text("aeron.dir", "", "Directory of the media driver; empty: one of this user's own, in /dev/shm.");

    static final Option<DriverChoice> DRIVER = Option.choice(
            "aeron.driver",
            DriverChoice.AUTO,
            "Who runs the media driver; auto: embedded, or external if aeron.dir is set.");

    static final Option<DriverIdle> IDLE = Option.choice(
            "aeron.idle", DriverIdle.BACKOFF, "What the thread of an embedded driver does when it has nothing to do.");

    static final Option<String> REPLY = Option.text(
            "reply",
            "",
            "Address (host or host:port) at which a dialler over UDP receives; empty: the one that leads to the listener.");

    static final Option<Duration> CONNECT_TIMEOUT = Option.duration(
            "connect-timeout",
            Duration.ofSeconds(5),
            Duration.ofMillis(50),
            Duration.ofMinutes(5),
            "How long a dial may take before it has failed, once there is a driver.");

    static final List<Option<?>> ALL = List.of(STREAM_ID, DIR, DRIVER, IDLE, REPLY, CONNECT_TIMEOUT);

    private AeronOptions() {}
}
