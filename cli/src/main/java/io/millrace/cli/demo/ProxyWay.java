// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.Figures;
import io.millrace.test.fault.Cut;
import io.millrace.test.fault.FaultProxy;
import io.millrace.test.fault.Outage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A proxy, which resets the connection in the middle of a frame and refuses new ones for a while. */
final class ProxyWay implements Way {
    // Well inside the payload of most lines, and inside the header of none.
    private static final int CUT_OFFSET = 47;

    private final FaultProxy proxy;

    /** @param target where the subscriber listens */
    ProxyWay(String target) throws IOException {
        this.proxy = FaultProxy.to(target);
    }

    @Override
    public String uri() {
        return proxy.uri();
    }

    @Override
    public List<String> introduction() {
        return List.of("proxy", "forwards " + proxy.uri() + " to it");
    }

    @Override
    public List<Disturbance> arrange(DemoPlan plan, long total) {
        List<Disturbance> arranged = new ArrayList<>();
        for (int i = 0; i < plan.cuts(); i++) {
            Outage outage = proxy.cutInsideFrame(plan.cutAfter(i, total), CUT_OFFSET, plan.downFor());
            arranged.add(new Disturbance(outage.cut().thenApply(cut -> words(cut, plan)), outage.flowingAgain()));
        }
        return arranged;
    }

    private static String words(Cut cut, DemoPlan plan) {
        return "cut: " + cut.forwardedBytes() + " of the " + cut.frameLength() + " bytes of frame "
                + Figures.count(cut.frame()) + " had passed; both sides reset, connections refused for "
                + Figures.duration(plan.downFor().toNanos());
    }

    @Override
    public void progress(long messages) {
        // It counts frames itself
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
