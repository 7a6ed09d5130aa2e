// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the machine's cores have done so far, in clock ticks, from {@code /proc}.
 *
 * @param allTicks of every process, and what the hypervisor gave to others; interrupts are nobody's
 * @param ownTicks of the driver and its nodes
 */
record CoreUse(long allTicks, long ownTicks, long timeNs) {
    private static final double TICKS_PER_SECOND = 100;
    private static final Path STAT = Path.of("/proc/stat");
    private static final int USER = 1;
    private static final int NICE = 2;
    private static final int SYSTEM = 3;
    private static final int STEAL = 8;
    private static final int UTIME_AFTER_NAME = 11;
    private static final int STIME_AFTER_NAME = 12;

    /** Only where the kernel tells; elsewhere the driver cannot judge and says so. */
    static boolean isKnown() {
        return Files.isReadable(STAT);
    }

    static CoreUse now(List<Long> nodePids) throws IOException {
        long own = ticksOf(ProcessHandle.current().pid());
        for (long pid : nodePids) {
            own += ticksOf(pid);
        }
        return new CoreUse(parseAll(Files.readAllLines(STAT).get(0)), own, System.nanoTime());
    }

    static long parseAll(String cpuLine) {
        String[] fields = cpuLine.split(" +", -1);
        return Long.parseLong(fields[USER])
                + Long.parseLong(fields[NICE])
                + Long.parseLong(fields[SYSTEM])
                + Long.parseLong(fields[STEAL]);
    }

    /** The name in brackets may itself hold brackets and spaces. */
    static long parseProcess(String statLine) {
        String[] fields = statLine.substring(statLine.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[UTIME_AFTER_NAME]) + Long.parseLong(fields[STIME_AFTER_NAME]);
    }

    private static long ticksOf(long pid) throws IOException {
        return parseProcess(Files.readString(Path.of("/proc/" + pid + "/stat")));
    }

    /** Cores that others used between {@code begin} and now, on average. */
    double othersSince(CoreUse begin) {
        double seconds = (timeNs - begin.timeNs) / 1e9;
        long others = allTicks - begin.allTicks - (ownTicks - begin.ownTicks);
        return Math.max(0, others / TICKS_PER_SECOND / seconds);
    }
}
