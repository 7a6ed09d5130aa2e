// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The pipelines of a runtime. Any thread. */
final class Pipelines {

    private final List<EnginePipeline> pipelines = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Takes a pipeline in, and starts it. */
    void add(EnginePipeline pipeline) {
        pipelines.add(pipeline);
        if (closed) {
            pipelines.remove(pipeline);
            throw new PublicationException(ErrorCode.CLOSED, "the runtime is closed", "create a new one");
        }
        try {
            pipeline.start();
        } catch (RuntimeException | Error e) {
            pipeline.close();
            throw e;
        }
    }

    void remove(EnginePipeline pipeline) {
        pipelines.remove(pipeline);
    }

    List<EnginePipeline> all() {
        return List.copyOf(pipelines);
    }

    /** Looks after those that hang. The watchdog's thread. */
    void look() {
        for (EnginePipeline pipeline : pipelines) {
            pipeline.look();
        }
    }

    /** True on the thread of a stage. */
    boolean isCurrentThread() {
        return pipelines.stream().anyMatch(EnginePipeline::isCurrentThread);
    }

    /** Latest first. */
    void close() {
        closed = true;
        List<EnginePipeline> present = new ArrayList<>(pipelines);
        for (int i = present.size() - 1; i >= 0; i--) {
            present.get(i).close();
        }
    }
}
