// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.MillraceException;
import io.millrace.internal.pipeline.RunningStage;
import io.millrace.internal.pipeline.StageGroup;
import io.millrace.pipeline.StageReport;
import java.util.ArrayList;
import java.util.List;

/** What a pipeline's stages are at. Any thread. */
final class StageReports {

    private final EnginePipeline pipeline;
    private final PipelineWatch watch;

    StageReports(EnginePipeline pipeline, PipelineWatch watch) {
        this.pipeline = pipeline;
        this.watch = watch;
    }

    List<StageReport> all() {
        List<StageReport> reports = new ArrayList<>();
        for (PipelineThread thread : pipeline.threads()) {
            for (RunningStage stage : thread.group().stages()) {
                reports.add(report(thread, stage));
            }
        }
        return reports;
    }

    StageReport of(String name) {
        for (PipelineThread thread : pipeline.threads()) {
            for (RunningStage stage : thread.group().stages()) {
                if (stage.title().equals(name) || stage.stage().equals(name)) {
                    return report(thread, stage);
                }
            }
        }
        throw noStage(name);
    }

    MillraceException noStage(String name) {
        PipelineConfig config = pipeline.config();
        return config.invalid("it has no stage " + name, "its stages are " + config.steps);
    }

    private StageReport report(PipelineThread thread, RunningStage stage) {
        StageGroup group = thread.group();
        return new StageReport(
                stage.title(),
                thread.name(),
                state(group, stage),
                stage.handled(),
                stage.dropped(),
                stage.attempts().skipped(),
                stage.attempts().deadLettered(),
                stage.attempts().retried(),
                group.donePosition(),
                group.lag(),
                group.ringBytes(),
                stage.attempts().stopCause());
    }

    StageReport.State state(StageGroup group, RunningStage stage) {
        if (stage.attempts().isStopped()) {
            return StageReport.State.STOPPED;
        }
        if (pipeline.isOver()) {
            return StageReport.State.CLOSED;
        }
        if (watch.isStalled(group) && group.busyStage() == stage) {
            return StageReport.State.STALLED;
        }
        return stage.isRemoved() ? StageReport.State.REMOVED : StageReport.State.RUNNING;
    }
}
