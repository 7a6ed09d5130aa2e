// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.pipeline.Stage;
import io.millrace.pipeline.Stage.Placement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which stages read which ring, and which of them share a thread. A ring ends with a stage that emits. Immutable.
 *
 * <p>Between steps in which messages are read by several at once there is always one in which each is read by one alone: it
 * makes PADs of what was dropped. Where the application has no such stage the plan adds a join.
 */
final class Plan {

    /**
     * The stages of one ring.
     *
     * @param groups members that share a thread, in an order in which none waits for a later one
     */
    record Segment(List<List<Stage>> steps, List<List<Member>> groups) {}

    private final String pipeline;
    private final boolean carried;
    private final List<Segment> segments = new ArrayList<>();

    private Plan(String pipeline, boolean carried) {
        this.pipeline = pipeline;
        this.carried = carried;
    }

    /**
     * Plans.
     *
     * @param threads how many the stages without a wish of their own are to have
     * @param carried true if what the last stages let through is sent
     * @throws ConfigurationException if the stages do not fit each other
     */
    static List<Segment> of(String pipeline, List<List<Stage>> steps, int threads, boolean carried) {
        Plan plan = new Plan(pipeline, carried);
        plan.requireDistinctNames(steps);
        plan.cut(steps);
        return plan.grouped(threads);
    }

    private void requireDistinctNames(List<List<Stage>> steps) {
        Set<String> names = new HashSet<>();
        for (List<Stage> step : steps) {
            for (Stage stage : step) {
                if (!names.add(stage.name())) {
                    throw invalid("two stages are called " + stage.name(), "give each a name of its own");
                }
            }
        }
    }

    private void cut(List<List<Stage>> steps) {
        List<List<Stage>> current = new ArrayList<>();
        for (List<Stage> step : steps) {
            current.add(step);
            for (Stage stage : step) {
                if (stage.isEmitting() && isWide(step)) {
                    throw invalid(
                            "stage " + stage.name() + " emits, and messages are read by others at the same time",
                            "let it be alone in its step, with one worker");
                }
            }
            if (step.get(0).isEmitting()) {
                segments.add(new Segment(joined(current, false), List.of()));
                current = new ArrayList<>();
            }
        }
        if (!current.isEmpty() || carried) {
            segments.add(new Segment(joined(current, carried), List.of()));
        } else if (steps.isEmpty()) {
            throw invalid("it has no stage and no carrier", "add a stage(…), or to(endpoint, stream)");
        } else {
            throw invalid(
                    "stage " + steps.get(steps.size() - 1).get(0).name() + " emits, and nothing comes behind it",
                    "add a stage behind it, or to(endpoint, stream)");
        }
    }

    private List<List<Stage>> joined(List<List<Stage>> steps, boolean sent) {
        List<List<Stage>> all = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            all.add(steps.get(i));
            boolean last = i == steps.size() - 1;
            if (isWide(steps.get(i)) && (last ? sent : isWide(steps.get(i + 1)))) {
                all.add(List.of(Stage.stage("join-" + (segments.size() + 1) + "." + (i + 1), (message, stage) -> {})));
            }
        }
        return all;
    }

    private static boolean isWide(List<Stage> step) {
        return step.size() > 1 || workers(step.get(0)) > 1;
    }

    private static int workers(Stage stage) {
        Stage.Workers sharing = stage.workers();
        return sharing == null ? 1 : sharing.count();
    }

    // ---- groups ----

    private List<Segment> grouped(int threads) {
        List<List<List<Member>>> runs = new ArrayList<>();
        List<List<List<Member>>> bySegment = new ArrayList<>();
        for (Segment segment : segments) {
            bySegment.add(blocks(segment, runs));
        }
        int wishless = runs.stream().mapToInt(List::size).sum();
        List<Segment> done = new ArrayList<>();
        int left = threads;
        int runsLeft = runs.size();
        for (int s = 0; s < segments.size(); s++) {
            List<List<Member>> groups = new ArrayList<>();
            List<List<Member>> blocks = bySegment.get(s);
            for (int b = 0; b < blocks.size(); ) {
                List<List<Member>> run = runOf(runs, blocks.get(b));
                if (run.isEmpty()) {
                    groups.add(blocks.get(b++));
                    continue;
                }
                int share = Math.max(
                        1, Math.min(left - (runsLeft - 1), Math.round(threads * run.size() / (float) wishless)));
                share = Math.min(share, run.size());
                left -= share;
                runsLeft--;
                split(run, share, groups);
                b += run.size();
            }
            done.add(new Segment(segments.get(s).steps(), groups));
        }
        return done;
    }

    /** The run that begins with a block; empty if the block has a thread of its own in any case. */
    private static List<List<Member>> runOf(List<List<List<Member>>> runs, List<Member> block) {
        for (List<List<Member>> run : runs) {
            if (run.get(0) == block) {
                return run;
            }
        }
        return List.of();
    }

    /** What stays together, in order; blocks without a wish that follow each other are a run, and may be put together. */
    private List<List<Member>> blocks(Segment segment, List<List<List<Member>>> runs) {
        List<List<Member>> blocks = new ArrayList<>();
        List<List<Member>> run = new ArrayList<>();
        List<List<Stage>> steps = segment.steps();
        for (int step = 0; step < steps.size(); step++) {
            for (Stage stage : steps.get(step)) {
                int workers = workers(stage);
                boolean alone = !isWide(steps.get(step));
                boolean own = workers > 1 || stage.placement() == Placement.OWN;
                if (stage.placement() == Placement.FUSED) {
                    fuse(blocks, stage, new Member(stage, step, 0, workers, alone));
                    continue;
                }
                if (own) {
                    run = new ArrayList<>();
                }
                for (int worker = 0; worker < workers; worker++) {
                    List<Member> block = new ArrayList<>(List.of(new Member(stage, step, worker, workers, alone)));
                    blocks.add(block);
                    if (!own) {
                        if (run.isEmpty()) {
                            runs.add(run);
                        }
                        run.add(block);
                    }
                }
            }
        }
        return blocks;
    }

    private void fuse(List<List<Member>> blocks, Stage stage, Member member) {
        if (blocks.isEmpty()) {
            throw invalid(
                    "stage " + stage.name() + " is to be fused with the one before it, and is the first of its ring",
                    "leave Placement.FUSED out");
        }
        List<Member> before = blocks.get(blocks.size() - 1);
        if (member.workers() > 1 || before.get(0).workers() > 1) {
            throw invalid(
                    "stage " + stage.name() + " is to be fused, and one of the two has workers",
                    "leave Placement.FUSED out");
        }
        before.add(member);
    }

    private static void split(List<List<Member>> run, int threads, List<List<Member>> groups) {
        int from = 0;
        for (int t = 0; t < threads; t++) {
            int to = from + (run.size() - from + threads - t - 1) / (threads - t);
            List<Member> group = new ArrayList<>();
            run.subList(from, to).forEach(group::addAll);
            groups.add(group);
            from = to;
        }
    }

    private ConfigurationException invalid(String what, String hint) {
        return new ConfigurationException(ErrorCode.INVALID_OPTION, "pipeline " + pipeline + ": " + what, hint);
    }
}
