// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import com.lmax.disruptor.Sequence;
import io.millrace.IdleMode;
import io.millrace.Publication;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.internal.ring.ExclusiveFrameRing;
import io.millrace.internal.ring.FrameRing;
import io.millrace.internal.ring.FrameView;
import io.millrace.internal.ring.SharedFrameRing;
import io.millrace.internal.ring.Sleeper;
import io.millrace.internal.session.MessageView;
import io.millrace.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One ring of a pipeline, the groups of stages that read it, and who waits for whom. */
public final class Segment {

    private final Settings settings;
    private final FrameRing ring;
    private final List<List<Stage>> steps;
    private final List<StageGroup> groups = new ArrayList<>();
    private final List<StageGroup> first = new ArrayList<>();
    private final List<StageGroup> last = new ArrayList<>();

    /**
     * What the segments of a pipeline have in common.
     *
     * @param streamId in the frames
     * @param maxFrame largest frame in bytes
     * @param checksummed whether what leaves the last stage carries checksums
     */
    public record Settings(
            String pipeline,
            int streamId,
            int ringBytes,
            int maxFrame,
            boolean checksummed,
            IdleMode idle,
            Fields fields,
            RunningStage.Observer observer,
            LongSupplier clock) {}

    /** @param output where its last stage emits; null if it does not */
    private Segment(
            Settings settings, Plan.Segment plan, boolean exclusive, boolean lastOne, @Nullable Publication output) {
        this.settings = settings;
        this.steps = plan.steps();
        boolean sealed = settings.checksummed() && lastOne;
        this.ring = exclusive
                ? new ExclusiveFrameRing(settings.ringBytes(), settings.streamId(), sealed, settings.maxFrame())
                : new SharedFrameRing(settings.ringBytes(), settings.streamId(), sealed, settings.maxFrame());
        for (List<Member> members : plan.groups()) {
            groups.add(group(
                    members,
                    sealed && members == plan.groups().get(plan.groups().size() - 1),
                    output));
        }
        connect(plan.groups());
        ring.gateBy(sequences(last));
    }

    /** Finds the output of a stage that emits. */
    public interface Outputs {

        /** The input of the ring behind it. */
        Publication into(Segment behind);
    }

    /**
     * Makes a pipeline's rings and groups; no thread runs yet.
     *
     * @param steps stages that follow each other, and within a step those that do not
     * @param exclusive whether the first ring has one producer at a time
     * @param carried whether what the last stages let through is sent
     */
    public static List<Segment> of(
            Settings settings,
            List<List<Stage>> steps,
            int threads,
            boolean exclusive,
            boolean carried,
            Outputs outputs) {
        List<Plan.Segment> plan = Plan.of(settings.pipeline(), steps, threads, carried);
        List<Segment> segments = new ArrayList<>();
        Publication output = null;
        for (int i = plan.size() - 1; i >= 0; i--) {
            boolean lastOne = i == plan.size() - 1;
            Segment segment = new Segment(settings, plan.get(i), i > 0 || exclusive, lastOne, output);
            segments.add(0, segment);
            output = i > 0 ? outputs.into(segment) : null;
        }
        return segments;
    }

    private StageGroup group(List<Member> members, boolean seals, @Nullable Publication output) {
        MessageView view = new MessageView(settings.pipeline(), 0, Segment::noReply);
        view.wrap(ring.buffer(), 0, 0);
        RunningStage[] stages = new RunningStage[members.size()];
        IdleMode idle = settings.idle();
        for (int i = members.size() - 1; i >= 0; i--) {
            Stage stage = members.get(i).stage();
            IdleMode own = stage.idleMode();
            idle = own == null ? idle : own;
            stages[i] = new RunningStage(
                    settings.pipeline(),
                    members.get(i),
                    settings.fields(),
                    view,
                    ring.buffer(),
                    stage.isEmitting() ? output : null,
                    settings.observer());
        }
        return new StageGroup(ring, view, stages, settings.fields().bytes(), seals, idle, settings.clock());
    }

    private static Publication noReply() {
        throw new PublicationException(
                ErrorCode.NOT_CONNECTED,
                "a message in a pipeline has nobody to reply to",
                "reply where it was received, or publish to a stream");
    }

    private void connect(List<List<Member>> plan) {
        List<Set<StageGroup>> upstream = new ArrayList<>();
        Set<StageGroup> waitedFor = new LinkedHashSet<>();
        for (int g = 0; g < plan.size(); g++) {
            Set<StageGroup> before = new LinkedHashSet<>();
            for (Member member : plan.get(g)) {
                before.addAll(groupsOf(plan, member.step() - 1));
            }
            before.remove(groups.get(g));
            upstream.add(before);
            waitedFor.addAll(before);
        }
        for (int g = 0; g < groups.size(); g++) {
            StageGroup group = groups.get(g);
            group.waitFor(sequences(upstream.get(g)));
            List<Sleeper> woken = new ArrayList<>();
            for (int other = 0; other < groups.size(); other++) {
                if (upstream.get(other).contains(group) && groups.get(other).sleeps()) {
                    woken.add(groups.get(other).sleeper());
                }
            }
            group.wakes(woken.toArray(Sleeper[]::new));
            if (upstream.get(g).isEmpty()) {
                first.add(group);
            }
            if (!waitedFor.contains(group)) {
                last.add(group);
            }
        }
    }

    private List<StageGroup> groupsOf(List<List<Member>> plan, int step) {
        List<StageGroup> found = new ArrayList<>();
        for (int g = 0; g < plan.size(); g++) {
            if (plan.get(g).stream().anyMatch(member -> member.step() == step)) {
                found.add(groups.get(g));
            }
        }
        return found;
    }

    private static Sequence[] sequences(Iterable<StageGroup> groups) {
        List<Sequence> sequences = new ArrayList<>();
        groups.forEach(group -> sequences.add(group.sequence()));
        return sequences.toArray(Sequence[]::new);
    }

    /** A view of what its last stages have let through, with a gate of its own. Before anything is claimed. */
    public FrameView view() {
        return new FrameView(ring, sequences(last));
    }

    /** The ring. */
    public FrameRing ring() {
        return ring;
    }

    /** Its groups, in their order. */
    public List<StageGroup> groups() {
        return groups;
    }

    /** Those that nobody waits for. */
    public List<StageGroup> last() {
        return last;
    }

    /** Whose sleep a producer must end. */
    public Sleeper[] sleepers() {
        return first.stream()
                .filter(StageGroup::sleeps)
                .map(StageGroup::sleeper)
                .toArray(Sleeper[]::new);
    }

    /** Its steps, with the joins that were added. */
    public List<List<Stage>> steps() {
        return steps;
    }

    /** True if every stage is done with everything before a position. */
    public boolean isDone(long position) {
        return last.stream().allMatch(group -> group.donePosition() >= position);
    }
}
