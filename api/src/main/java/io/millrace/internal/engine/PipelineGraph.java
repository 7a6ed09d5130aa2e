// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.internal.pipeline.Segment;
import io.millrace.pipeline.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Draws a pipeline with letters. Stateless. */
final class PipelineGraph {

    private PipelineGraph() {}

    static String of(EnginePipeline pipeline) {
        PipelineConfig config = pipeline.config();
        StringJoiner flow = new StringJoiner(" -> ");
        List<String> feeds = new ArrayList<>();
        config.feeds.forEach(feed -> feeds.add(feed.endpoint().title() + " " + feed.stream()));
        feeds.add("input");
        flow.add(together(feeds));
        for (Segment segment : pipeline.segments()) {
            segment.steps()
                    .forEach(step -> flow.add(
                            together(step.stream().map(PipelineGraph::title).toList())));
        }
        if (!config.drains.isEmpty()) {
            flow.add(together(config.drains.stream()
                    .map(drain -> drain.endpoint().title() + " " + drain.stream())
                    .toList()));
        }
        String threads = pipeline.threads().stream()
                .map(thread -> "  " + thread.name() + ": "
                        + java.util.Arrays.stream(thread.group().stages())
                                .map(stage -> stage.title())
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("\n"));
        return pipeline.title() + "\n  " + flow + (threads.isEmpty() ? "" : "\n" + threads) + "\n";
    }

    private static String together(List<String> names) {
        return names.size() == 1 ? names.get(0) : "{ " + String.join(" | ", names) + " }";
    }

    private static String title(Stage stage) {
        Stage.Workers sharing = stage.workers();
        return stage.name()
                + (sharing == null || sharing.count() == 1 ? "" : " x" + sharing.count())
                + (stage.isEmitting() ? " =" : "");
    }
}
