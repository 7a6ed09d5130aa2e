// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How node processes are started: the same JVM, flags and heap for every system. The flags that quiet Netty's use of
 * native code are passed to all where the JDK knows them; nothing else is set.
 */
public record Launch(String classPath) {
    private static final int NATIVE_ACCESS_FLAG_SINCE = 22;
    private static final int UNSAFE_FLAG_SINCE = 23;

    /** Starts nodes with the class path of this process. */
    public static Launch own() {
        return new Launch(System.getProperty("java.class.path"));
    }

    /** The flags, for the report to name. */
    public static List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-Xms512m",
                "-Xmx512m",
                // For Aeron, which its authors measure without checks of bounds
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-Dagrona.disable.bounds.checks=true"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_FLAG_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (Runtime.version().feature() >= UNSAFE_FLAG_SINCE) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        command.add("-cp");
        command.add(classPath);
        return command;
    }
}
