// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Aeron's media driver in a process of its own, which is killed, and after a while started again. */
final class DriverWay implements Way {
    private final String uri;
    private final Path directory;
    private final List<Disturbance> arranged = new ArrayList<>();
    private final List<Long> killAfter = new ArrayList<>();
    private Process driver;
    private int kills;
    private int returns;
    private long downForNs;
    private @Nullable Long startAtNs;
    private long startedNs;
    private long messagesAtReturn = -1;

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
        for (int i = 0; i < plan.cuts(); i++) {
            arranged.add(new Disturbance(new CompletableFuture<>(), new CompletableFuture<>()));
            killAfter.add(plan.cutAfter(i, total));
        }
        return List.copyOf(arranged);
    }

    @Override
    public void progress(long messages) {
        long nowNs = System.nanoTime();
        if (startAtNs != null && nowNs - startAtNs >= 0) {
            startAtNs = null;
            restart(messages, nowNs);
        } else if (messagesAtReturn >= 0 && messages > messagesAtReturn) {
            messagesAtReturn = -1;
            arranged.get(returns++).flowingAgain().complete(Duration.ofNanos(nowNs - startedNs));
        } else if (startAtNs == null
                && messagesAtReturn < 0
                && kills < killAfter.size()
                && messages >= killAfter.get(kills)) {
            driver.destroyForcibly();
            startAtNs = nowNs + downForNs;
            arranged.get(kills++)
                    .done()
                    .complete("killed: the media driver (kill -9) after " + Figures.count(messages)
                            + " messages; the next one in " + Figures.duration(downForNs));
        }
    }

    private void restart(long messages, long nowNs) {
        try {
            driver = start();
            startedNs = nowNs;
            messagesAtReturn = messages;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.destroy();
        driver.onExit().join();
    }
}
