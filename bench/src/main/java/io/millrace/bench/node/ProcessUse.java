// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.node;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process has used so far.
 *
 * @param allocatedBytes by the threads that are alive
 * @param cpuNs user and system time of the whole process
 * @param timeNs when this was noted
 */
record ProcessUse(long allocatedBytes, long cpuNs, long timeNs) {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    static ProcessUse now() {
        long allocated = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        return new ProcessUse(allocated, SYSTEM.getProcessCpuTime(), System.nanoTime());
    }

    double cpuPercentSince(ProcessUse begin) {
        return 100.0 * (cpuNs - begin.cpuNs) / (timeNs - begin.timeNs);
    }
}
