// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.ResourceException;
import io.millrace.internal.metrics.Instruments;
import io.millrace.internal.pipeline.Fields;
import io.millrace.internal.pipeline.RunningStage;
import io.millrace.internal.pipeline.Segment;
import io.millrace.internal.pipeline.StageGroup;
import io.millrace.pipeline.LineFeed;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Stage;
import io.millrace.pipeline.StageReport;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A pipeline of a runtime: its rings, its threads, what feeds them and what they go out to. Any thread. */
final class EnginePipeline implements Pipeline {

    private static final long HANDLER_PATIENCE_NS = 1_000_000_000;

    private final MillraceRuntime runtime;
    private final PipelineConfig config;
    private final IoAgent agent;
    private final PipelineEvents events;
    private final Carriers carriers;
    private final List<Segment> segments;
    private final List<PipelineInput> inputs = new ArrayList<>();
    private final List<PipelineThread> threads = new ArrayList<>();
    private final List<FileLineFeed> files = new CopyOnWriteArrayList<>();
    private final List<StreamFeed> streams = new ArrayList<>();
    private final PipelineWatch watch;
    private final StageReports reports;
    private final Settled settled;
    private final int streamId;
    private volatile @Nullable MillraceException failure;
    private volatile boolean closing;
    private volatile boolean over;
    private boolean numberFree;
    private @Nullable StageMeters meters;

    EnginePipeline(MillraceRuntime runtime, PipelineConfig config, int streamId) {
        this.runtime = runtime;
        this.config = config;
        this.agent = runtime.agent();
        this.events = new PipelineEvents(title(), agent, runtime.events(), this::failed);
        this.carriers = new Carriers(this, agent);
        this.streamId = streamId;
        PipelineSettings settings = PipelineSettings.of(config);
        Fields fields = Fields.of(
                config.name,
                config.annotations,
                config.steps.stream().flatMap(Collection::stream).toList());
        this.segments = segments(settings, fields);
        inputs.add(0, input(segments.get(0), settings, config.exclusive, fields.bytes()));
        String prefix = agent.roleName().replaceAll("-(io|receiver)$", "") + "-" + config.name;
        for (Segment segment : segments) {
            segment.groups().forEach(group -> threads.add(new PipelineThread(prefix, group, this::broke)));
        }
        this.watch = new PipelineWatch(threads, inputs.get(0), events, config.stalledAfterNs);
        this.reports = new StageReports(this, watch);
        Segment last = segments.get(segments.size() - 1);
        settings.carry(this, last, streamId);
        config.feeds.forEach(feed -> streams.add(new StreamFeed(inputs.get(0), feed.endpoint(), feed.stream())));
        this.settled = new Settled(segments);
        for (Segment segment : segments) {
            boolean sends = segment == last && !carriers.isEmpty();
            if (sends || !streams.isEmpty()) {
                segment.last().forEach(group -> group.tail(sends ? this::sent : position -> tellFeeds()));
            }
        }
    }

    private void sent(long position) {
        carriers.published(position);
        tellFeeds();
    }

    private void tellFeeds() {
        if (!streams.isEmpty()) {
            agent.wakeup();
        }
    }

    private List<Segment> segments(PipelineSettings settings, Fields fields) {
        Segment.Settings common = new Segment.Settings(
                config.name,
                streamId,
                config.ringBytes,
                settings.frameSize(),
                settings.checksummed(),
                config.idle,
                fields,
                events,
                agent::nanoTime);
        try {
            return Segment.of(
                    common, config.steps, config.threads, config.exclusive, !config.drains.isEmpty(), behind -> {
                        PipelineInput input = input(behind, settings, true, fields.bytes());
                        inputs.add(0, input);
                        return new StageOutput(input);
                    });
        } catch (OutOfMemoryError e) {
            throw new ResourceException(
                    ErrorCode.OUT_OF_MEMORY,
                    "no direct memory for the rings of " + title() + ", " + config.ringBytes
                            + " bytes each (ringBytes)",
                    "raise -XX:MaxDirectMemorySize or lower ringBytes",
                    e);
        }
    }

    private PipelineInput input(Segment segment, PipelineSettings settings, boolean exclusive, int reservedBytes) {
        boolean sealed = settings.checksummed() && segment.groups().isEmpty();
        return new PipelineInput(
                this,
                agent,
                settings.ofInput(reservedBytes),
                settings.traits(streamId, exclusive, sealed, reservedBytes),
                segment);
    }

    // ---- for the engine ----

    PipelineConfig config() {
        return config;
    }

    String title() {
        return "pipeline " + config.name;
    }

    Carriers carriers() {
        return carriers;
    }

    PipelineInput engineInput() {
        return inputs.get(0);
    }

    List<Segment> segments() {
        return segments;
    }

    List<PipelineThread> threads() {
        return threads;
    }

    boolean isOver() {
        return over;
    }

    /** Its carriers begin to announce it, its threads to run. */
    void start() {
        List<RingPublication> sent = carriers.publications();
        for (int i = 0; i < sent.size(); i++) {
            config.drains.get(i).endpoint().streams().feed(sent.get(i));
        }
        Instruments instruments = runtime.instruments();
        meters = instruments == null ? null : new StageMeters(this, instruments);
        threads.forEach(PipelineThread::start);
        streams.forEach(StreamFeed::open);
    }

    /** Everything put in before it is done with, by every stage and every carrier. I/O agent's thread. */
    long settled() {
        return settled.upTo();
    }

    /** The carriers take messages, or do not, for a reason. */
    void admit(@Nullable OfferStatus why) {
        inputs.get(0).refuse(failure != null ? OfferStatus.ISOLATED : why);
    }

    private void failed(MillraceException cause) {
        inputs.forEach(input -> input.refuse(OfferStatus.ISOLATED));
        failure = cause;
        // Once more: a carrier may have had its say in between, who did not know of it.
        inputs.forEach(input -> input.refuse(OfferStatus.ISOLATED));
    }

    /** A bug of ours, on the thread of a group, which ends. */
    private void broke(Throwable thrown) {
        MillraceException cause = Faults.of(thrown, title());
        failed(cause);
        events.tell(Kind.STAGE_STOPPED, "", -1, cause, "a thread of it has ended");
    }

    /** A carrier has sent all that it will. I/O agent's thread. */
    void carrierOver() {
        releaseNumber();
    }

    private synchronized void releaseNumber() {
        if (over && carriers.isEmpty() && !numberFree) {
            numberFree = true;
            runtime.streamIds().release(streamId);
        }
    }

    /** A few times a second, on the watchdog's thread. */
    void look() {
        watch.look(agent.nanoTime());
        if (!carriers.isEmpty()) {
            agent.execute(carriers::tick);
        }
    }

    /** Why it is not as it should be, a line each. */
    List<String> findings() {
        List<String> found = new ArrayList<>();
        MillraceException cause = failure;
        if (cause != null) {
            found.add(title() + " has failed: " + cause.getMessage());
        }
        watch.findings().forEach(finding -> found.add(title() + ": " + finding));
        return found;
    }

    // ---- the application's ----

    @Override
    public String name() {
        return config.name;
    }

    @Override
    public Publication input() {
        return inputs.get(0);
    }

    @Override
    public List<StageReport> stages() {
        return reports.all();
    }

    @Override
    public StageReport stage(String name) {
        return reports.of(name);
    }

    StageReport.State state(StageGroup group, RunningStage stage) {
        return reports.state(group, stage);
    }

    @Override
    public String graph() {
        return PipelineGraph.of(this);
    }

    @Override
    public LineFeed feedLines(Path file) {
        String thread = agent.roleName().replaceAll("-(io|receiver)$", "") + "-" + config.name + "-file";
        FileLineFeed feed = new FileLineFeed(inputs.get(0), events, file, thread);
        files.add(feed);
        if (closing) {
            feed.close();
        }
        return feed.start();
    }

    @Override
    public void remove(String name) {
        boolean found = false;
        for (PipelineThread thread : threads) {
            for (RunningStage stage : thread.group().stages()) {
                if (stage.stage().equals(name)) {
                    Stage description = stage.description();
                    if (description.isEmitting()) {
                        throw config.invalid(
                                "stage " + name + " emits, and nothing would come behind it", "close the pipeline");
                    }
                    stage.remove();
                    found = true;
                }
            }
        }
        if (!found) {
            throw reports.noStage(name);
        }
    }

    @Override
    public boolean drain(Duration timeout) {
        long endNs = System.nanoTime() + timeout.toNanos();
        for (Segment segment : segments) {
            if (!ranThrough(segment, endNs)) {
                return false;
            }
        }
        Segment last = segments.get(segments.size() - 1);
        long target = last.ring().head();
        return awaits(() -> last.ring().released() >= target, endNs);
    }

    private boolean ranThrough(Segment segment, long endNs) {
        long target = segment.ring().head();
        return awaits(() -> segment.isDone(target), endNs);
    }

    private boolean awaits(java.util.function.BooleanSupplier holds, long endNs) {
        agent.patience()
                .until(() -> holds.getAsBoolean() || failure != null || over, Math.max(0, endNs - System.nanoTime()));
        return holds.getAsBoolean();
    }

    @Override
    public @Nullable MillraceException failure() {
        return failure;
    }

    @Override
    public boolean isClosed() {
        return over;
    }

    // ---- the end ----

    @Override
    public void close() {
        inputs.get(0).refuse(OfferStatus.CLOSED);
        files.forEach(FileLineFeed::close);
        if (agent.mustNotWait() || isCurrentThread()) {
            new Thread(this::close, agent.roleName() + "-close").start();
            return;
        }
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (first) {
            end();
        } else {
            agent.patience().until(() -> over, config.drainTimeoutNs + 2 * HANDLER_PATIENCE_NS);
        }
    }

    /** True on the thread of one of its stages. */
    boolean isCurrentThread() {
        return threads.stream().anyMatch(PipelineThread::isCurrentThread);
    }

    private void end() {
        long endNs = System.nanoTime() + config.drainTimeoutNs;
        for (int i = 0; i < segments.size(); i++) {
            ranThrough(segments.get(i), endNs);
            if (i + 1 < inputs.size()) {
                inputs.get(i + 1).refuse(OfferStatus.CLOSED);
            }
        }
        threads.forEach(PipelineThread::stop);
        agent.patience().until(() -> threads.stream().noneMatch(PipelineThread::isAlive), HANDLER_PATIENCE_NS);
        streams.forEach(StreamFeed::close);
        over = true;
        threads.forEach(this::tellLoss);
        carriers.close();
        if (meters != null) {
            meters.remove();
        }
        runtime.pipelines().remove(this);
        releaseNumber();
    }

    private void tellLoss(PipelineThread thread) {
        StageGroup group = thread.group();
        if (group.lag() > 0) {
            long from = group.donePosition();
            events.loss(thread.stages(), from, from + group.lag(), "the pipeline was closed before it was handled");
        }
    }
}
