// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transport.aeron.JvmFlag.Launch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The flag that Aeron needs is in the error, where it has to be written, and nothing of Aeron is loaded before. */
final class JvmFlagTest {

    @Test
    void isSetHere() {
        assertThat(JvmFlag.isSet()).isTrue();
    }

    @Test
    void launchesAreToldApart() {
        assertThat(JvmFlag.launch(false, "com.example.Main arg.jar", false)).isEqualTo(Launch.CLASS_PATH);
        assertThat(JvmFlag.launch(true, "app/com.example.Main", false)).isEqualTo(Launch.MODULE_PATH);
        assertThat(JvmFlag.launch(false, "/opt/app.jar --port 1", false)).isEqualTo(Launch.EXECUTABLE_JAR);
        assertThat(JvmFlag.launch(false, "/tmp/surefirebooter1.jar", true)).isEqualTo(Launch.SUREFIRE);
    }

    @Test
    void theErrorIsTheFlagToCopy() {
        assertThat(JvmFlag.missing(Launch.SUREFIRE, "ALL-UNNAMED"))
                .hasMessageContaining(
                        "<argLine>--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED</argLine> in the configuration");
        assertThat(JvmFlag.missing(Launch.EXECUTABLE_JAR, "ALL-UNNAMED"))
                .hasMessageContaining("-jar app.jar")
                .hasMessageContaining("Add-Exports: java.base/jdk.internal.misc");
        assertThat(JvmFlag.missing(Launch.MODULE_PATH, "org.agrona"))
                .hasMessageContaining("--add-exports=java.base/jdk.internal.misc=org.agrona");
    }

    /** In a JVM without it, which this one is not. */
    @Test
    void aJvmWithoutItIsToldSo() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutFlag.class.getName()))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said)
                .contains("MR-1031 JVM_FLAG_MISSING", "java --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED -cp");
    }
}
