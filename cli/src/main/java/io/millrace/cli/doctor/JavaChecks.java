// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.doctor;

import io.millrace.cli.Figures;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Looks at the JVM: version, flags, cores, memory. */
final class JavaChecks {
    private static final int OLDEST_JAVA = 17;
    private static final long SMALL_HEAP_BYTES = 64L << 20;

    private JavaChecks() {}

    static List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(Finding.ok("flags", flags()));
        findings.add(cores(Runtime.getRuntime().availableProcessors()));
        findings.add(memory(Runtime.getRuntime().maxMemory()));
        return findings;
    }

    private static Finding java() {
        String text = Runtime.version() + ", " + System.getProperty("java.vendor") + ", "
                + System.getProperty("java.vm.name") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
        return Runtime.version().feature() < OLDEST_JAVA
                ? Finding.problem("Java", text, "install a JDK " + OLDEST_JAVA + " or newer and set JAVA_HOME to it")
                : Finding.ok("Java", text);
    }

    private static String flags() {
        List<String> flags = new ArrayList<>();
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!argument.startsWith("-Dmillrace.")) {
                flags.add(argument);
            }
        }
        return flags.isEmpty() ? "none, and none is needed" : String.join(" ", flags) + " (none is needed)";
    }

    static Finding cores(int cores) {
        return cores > 1
                ? Finding.ok("cores", String.valueOf(cores))
                : Finding.warning(
                        "cores",
                        "1: publisher, engine and subscriber take turns",
                        "give the process two cores, and never use idle=spin on one");
    }

    static Finding memory(long maxHeapBytes) {
        String text = "heap up to " + Figures.bytes(maxHeapBytes)
                + ", buffers outside it as much again unless -XX:MaxDirectMemorySize says otherwise";
        return maxHeapBytes >= SMALL_HEAP_BYTES
                ? Finding.ok("memory", text)
                : Finding.warning(
                        "memory",
                        text,
                        "each publication has a ring of 4 MiB outside the heap by default: raise -Xmx or"
                                + " -XX:MaxDirectMemorySize, or use a smaller ring option");
    }
}
