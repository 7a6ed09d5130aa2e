// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.metrics.Instruments;
import io.millrace.internal.metrics.StageProbe;
import io.millrace.internal.pipeline.RunningStage;
import io.millrace.internal.pipeline.StageGroup;
import io.millrace.pipeline.StageReport;
import java.util.ArrayList;
import java.util.List;

/** The meters of a pipeline's stages, which read the stages' own counters. Any thread. */
final class StageMeters {

    private final List<Instruments.Registration> registered = new ArrayList<>();

    StageMeters(EnginePipeline pipeline, Instruments instruments) {
        for (PipelineThread thread : pipeline.threads()) {
            for (RunningStage stage : thread.group().stages()) {
                registered.add(instruments.watch(new Probe(pipeline, thread.group(), stage)));
            }
        }
    }

    void remove() {
        registered.forEach(Instruments.Registration::remove);
    }

    private record Probe(EnginePipeline owner, StageGroup group, RunningStage running) implements StageProbe {

        @Override
        public String pipeline() {
            return owner.name();
        }

        @Override
        public String stage() {
            return running.title();
        }

        @Override
        public long handled() {
            return running.handled();
        }

        @Override
        public long dropped() {
            return running.dropped();
        }

        @Override
        public long failed() {
            return running.attempts().skipped();
        }

        @Override
        public long deadLettered() {
            return running.attempts().deadLettered();
        }

        @Override
        public long retried() {
            return running.attempts().retried();
        }

        @Override
        public long lag() {
            return group.lag();
        }

        @Override
        public boolean isStalled() {
            return owner.state(group, running) == StageReport.State.STALLED;
        }
    }
}
