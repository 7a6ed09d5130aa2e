// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Aeron's media driver in a process of its own, which is killed, and after a while started again. */
final class DriverWay implements Way, PlannedBreaks.Breakable {
    private final String uri;
    private final Path directory;
    private final PlannedBreaks kills = new PlannedBreaks(this);
    private Process driver;
    private long downForNs;

    /** @param uri at which both ends meet, with the driver's directory in it */
    DriverWay(String uri, Path directory) throws IOException {
        this.uri = uri;
        this.directory = directory;
        this.driver = start();
    }

    private Process start() throws IOException {
        List<String> command = ChildProcess.command(List.of("aeron-driver", "--dir", directory.toString()));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public List<String> introduction() {
        return List.of("media driver", "pid " + driver.pid() + ", in " + directory);
    }

    @Override
    public List<Disturbance> arrange(DemoPlan plan, long total) {
        downForNs = plan.downFor().toNanos();
        return kills.arrange(plan, total);
    }

    @Override
    public void progress(long messages) {
        kills.progress(messages);
    }

    @Override
    public String breakAfter(long messages) {
        driver.destroyForcibly();
        return "killed: the media driver (kill -9) after " + Figures.count(messages) + " messages; the next one in "
                + Figures.duration(downForNs);
    }

    @Override
    public void mend() throws IOException {
        driver = start();
    }

    @Override
    public void close() {
        driver.destroy();
        driver.onExit().join();
    }
}
