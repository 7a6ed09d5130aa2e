// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.EndpointCounters;
import io.millrace.OfferStatus;
import io.millrace.internal.pipeline.RunningStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.OpenDataException;
import org.jspecify.annotations.Nullable;

/**
 * A runtime's endpoints, streams and stages as tables, put together when somebody asks. Any thread. What is counted by the I/O
 * agent is asked of it, but waited for only a moment: while a handler holds it up the last answer stands.
 */
final class RuntimePicture {

    static final RowType ENDPOINT = RowType.of(
            "endpoint",
            List.of("name", "state"),
            List.of("sessions", "messagesPublished", "messagesHandled", "lagBytes"),
            List.of("fill"));
    static final RowType STREAM = RowType.of(
            "stream",
            List.of("endpoint", "direction", "stream", "state"),
            List.of("bytes", "messagesHandled", "lagBytes", "ringBytes"),
            List.of());
    static final RowType STAGE = RowType.of(
            "stage",
            List.of("pipeline", "stage", "thread", "state"),
            List.of("handled", "dropped", "lagBytes", "ringBytes"),
            List.of());

    private static final long PATIENCE_MS = 200;

    private final MillraceRuntime runtime;
    private final Map<EngineEndpoint, EndpointCounters> known = new ConcurrentHashMap<>();

    RuntimePicture(MillraceRuntime runtime) {
        this.runtime = runtime;
    }

    CompositeData[] endpoints() throws OpenDataException {
        List<EngineEndpoint> present = runtime.endpoints();
        known.keySet().retainAll(present);
        List<CompositeData> rows = new ArrayList<>();
        for (EngineEndpoint endpoint : present) {
            EndpointCounters counters = counters(endpoint);
            long lag = 0;
            double fill = 0;
            for (RingPublication publication : endpoint.streams().publications()) {
                long held = publication.position() - publication.acknowledged();
                lag += held;
                fill = Math.max(fill, held / (double) publication.settings().ringBytes());
            }
            rows.add(ENDPOINT.row(
                    endpoint.title(),
                    endpoint.state().name(),
                    (long) endpoint.sessions(),
                    counters == null ? 0 : counters.messagesPublished(),
                    counters == null ? 0 : counters.messagesHandled(),
                    lag,
                    fill));
        }
        return rows.toArray(CompositeData[]::new);
    }

    private @Nullable EndpointCounters counters(EngineEndpoint endpoint) {
        CompletableFuture<EndpointCounters> asked = new CompletableFuture<>();
        endpoint.agent().execute(() -> asked.complete(endpoint.streams().counters(endpoint.sessionTable())));
        try {
            known.put(endpoint, asked.get(PATIENCE_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException heldUp) {
            return known.get(endpoint);
        }
        return known.get(endpoint);
    }

    CompositeData[] streams() throws OpenDataException {
        List<CompositeData> rows = new ArrayList<>();
        for (EngineEndpoint endpoint : runtime.endpoints()) {
            for (RingPublication publication : endpoint.streams().publications()) {
                long position = publication.position();
                OfferStatus refusal = publication.admission.refusal();
                rows.add(STREAM.row(
                        endpoint.title(),
                        "out",
                        publication.stream(),
                        refusal != null
                                ? refusal.name()
                                : publication.isBackPressured() ? OfferStatus.BACK_PRESSURED.name() : "OPEN",
                        position,
                        0L,
                        position - publication.acknowledged(),
                        (long) publication.settings().ringBytes()));
            }
            for (EngineSubscription subscription :
                    endpoint.streams().subscriptions().all()) {
                rows.add(STREAM.row(
                        endpoint.title(),
                        "in",
                        subscription.stream(),
                        subscription.isClosed() ? "STOPPED" : "OPEN",
                        subscription.subscriber().handledBytes(),
                        subscription.handled(),
                        0L,
                        0L));
            }
        }
        return rows.toArray(CompositeData[]::new);
    }

    CompositeData[] stages() throws OpenDataException {
        List<CompositeData> rows = new ArrayList<>();
        for (EnginePipeline pipeline : runtime.pipelines().all()) {
            for (PipelineThread thread : pipeline.threads()) {
                for (RunningStage stage : thread.group().stages()) {
                    rows.add(STAGE.row(
                            pipeline.name(),
                            stage.title(),
                            thread.name(),
                            pipeline.state(thread.group(), stage).name(),
                            stage.handled(),
                            stage.dropped(),
                            thread.group().lag(),
                            (long) thread.group().ringBytes()));
                }
            }
        }
        return rows.toArray(CompositeData[]::new);
    }
}
