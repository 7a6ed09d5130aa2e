// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Endpoint;
import io.millrace.IdleMode;
import io.millrace.PublicationOptions;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.pipeline.AnnotationField;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.PipelineBuilder;
import io.millrace.pipeline.Stage;
import io.millrace.pipeline.StageHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a pipeline is to be, as the application builds it. */
final class PipelineConfig implements PipelineBuilder {

    /** A stream that what the last stages let through is sent as. */
    record Drain(EngineEndpoint endpoint, String stream, PublicationOptions options) {}

    /** A stream that the pipeline is fed with. */
    record Feed(EngineEndpoint endpoint, String stream) {}

    private final MillraceRuntime runtime;
    final String name;
    final List<List<Stage>> steps = new ArrayList<>();
    final List<AnnotationField> annotations = new ArrayList<>();
    final List<Drain> drains = new ArrayList<>();
    final List<Feed> feeds = new ArrayList<>();
    int ringBytes = 4 << 20;
    boolean exclusive;
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    IdleMode idle = IdleMode.ADAPTIVE;
    long publishTimeoutNs = 10_000_000_000L;
    long drainTimeoutNs = 5_000_000_000L;
    long stalledAfterNs = 5_000_000_000L;
    private boolean started;

    PipelineConfig(MillraceRuntime runtime, String name) {
        this.runtime = runtime;
        this.name = EndpointStreams.requireStreamName(name);
    }

    @Override
    public PipelineBuilder stage(String stageName, StageHandler handler) {
        return stage(Stage.stage(stageName, handler));
    }

    @Override
    public PipelineBuilder stage(Stage stage) {
        steps.add(List.of(stage));
        return this;
    }

    @Override
    public PipelineBuilder parallel(Stage... stages) {
        if (stages.length == 0) {
            throw invalid("parallel() has no stage", "name at least one");
        }
        steps.add(List.of(stages));
        return this;
    }

    @Override
    public PipelineBuilder annotations(AnnotationField... fields) {
        annotations.addAll(List.of(fields));
        return this;
    }

    @Override
    public PipelineBuilder ringBytes(int bytes) {
        if (bytes < MIN_RING_BYTES || bytes > MAX_RING_BYTES) {
            throw invalid(
                    "ringBytes " + bytes + " is outside " + MIN_RING_BYTES + ".." + MAX_RING_BYTES,
                    "choose a value within these");
        }
        ringBytes = EndpointConfig.powerOfTwo(bytes);
        return this;
    }

    @Override
    public PipelineBuilder exclusive() {
        exclusive = true;
        return this;
    }

    @Override
    public PipelineBuilder threads(int count) {
        if (count < 1) {
            throw invalid(
                    "threads " + count + " is less than 1", "leave it out to have as many as the machine can run");
        }
        threads = count;
        return this;
    }

    @Override
    public PipelineBuilder idle(IdleMode mode) {
        idle = mode;
        return this;
    }

    @Override
    public PipelineBuilder publishTimeout(Duration timeout) {
        publishTimeoutNs = timeout.toNanos();
        return this;
    }

    @Override
    public PipelineBuilder drainTimeout(Duration timeout) {
        drainTimeoutNs = timeout.toNanos();
        return this;
    }

    @Override
    public PipelineBuilder stalledAfter(Duration time) {
        stalledAfterNs = time.toNanos();
        return this;
    }

    @Override
    public PipelineBuilder from(Endpoint endpoint, String stream) {
        if (endpoint instanceof LogEndpoint) {
            throw invalid(
                    "endpoint " + endpoint.uri()
                            + " has a broker behind it, which is told of a message when its handler"
                            + " returns, and not when a pipeline is done with it",
                    "subscribe, and publish to the pipeline's input() and drain() it in the handler");
        }
        feeds.add(new Feed(own(endpoint), EndpointStreams.requireStreamName(stream)));
        return this;
    }

    @Override
    public PipelineBuilder to(Endpoint endpoint, String stream) {
        return to(endpoint, stream, PublicationOptions.defaults());
    }

    @Override
    public PipelineBuilder to(Endpoint endpoint, String stream, PublicationOptions options) {
        if (options.ringBytes() != null) {
            throw invalid(
                    "ringBytes " + options.ringBytes() + " is set for its carrier " + endpoint.uri()
                            + ", which sends out of the pipeline's ring",
                    "set ringBytes of the pipeline instead");
        }
        drains.add(new Drain(own(endpoint), EndpointStreams.requireStreamName(stream), options));
        return this;
    }

    private EngineEndpoint own(Endpoint endpoint) {
        if (endpoint instanceof EngineEndpoint engine && engine.runtime() == runtime) {
            return engine;
        }
        throw invalid(
                "endpoint " + endpoint.uri() + " is of another runtime",
                "open it with the Millrace that the pipeline is of");
    }

    @Override
    public Pipeline start() {
        if (started) {
            throw invalid("it has been started already", "build another one");
        }
        started = true;
        int streamId = runtime.streamIds().next(name);
        EnginePipeline pipeline;
        try {
            pipeline = new EnginePipeline(runtime, this, streamId);
        } catch (RuntimeException | Error e) {
            runtime.streamIds().release(streamId);
            throw e;
        }
        runtime.pipelines().add(pipeline);
        return pipeline;
    }

    ConfigurationException invalid(String what, String hint) {
        return new ConfigurationException(ErrorCode.INVALID_OPTION, "pipeline " + name + ": " + what, hint);
    }
}
