// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.system;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets this process may open. */
public final class OpenFiles {
    /** For jars, selectors, and whatever else opens a file meanwhile. */
    private static final int RESERVE = 64;

    private OpenFiles() {}

    /** Fails, with what to do, if there is no room for so many connections of this process; where it cannot be told, not. */
    public static void checkRoomFor(int connections) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return;
        }
        long left = system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount() - RESERVE;
        if (connections > left) {
            throw new IllegalStateException(
                    connections + " connections need as many open files, and a process may have "
                            + system.getMaxFileDescriptorCount() + " here; raise the limit (ulimit -n "
                            + (connections + 2 * RESERVE) + ") or ask for fewer with --connections");
        }
    }
}
