// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import io.millrace.test.fault.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A proxy, which cannot read what passes, and resets the connection wherever it is: under load in the middle of a record of TLS, as
 * good as always.
 */
final class TlsWay implements Way, PlannedBreaks.Breakable {
    private final FaultProxy proxy;
    private final Path trust;
    private final PlannedBreaks cuts = new PlannedBreaks(this);
    private long downForNs;

    /**
     * @param target where the subscriber listens
     * @param trust the certificate that it shows
     */
    TlsWay(String target, Path trust) throws IOException {
        this.proxy = FaultProxy.to(target);
        this.trust = trust;
    }

    @Override
    public String uri() {
        return proxy.uri() + "?trust=" + trust;
    }

    @Override
    public List<String> introduction() {
        return List.of("proxy", "forwards " + proxy.uri() + " to it, and understands nothing of what passes");
    }

    @Override
    public List<Disturbance> arrange(DemoPlan plan, long total) {
        downForNs = plan.downFor().toNanos();
        return cuts.arrange(plan, total);
    }

    @Override
    public void progress(long messages) {
        cuts.progress(messages);
    }

    @Override
    public String breakAfter(long messages) {
        proxy.down();
        return "cut: after about " + Figures.count(messages) + " messages; both sides reset, connections refused for "
                + Figures.duration(downForNs);
    }

    @Override
    public void mend() {
        proxy.up();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
