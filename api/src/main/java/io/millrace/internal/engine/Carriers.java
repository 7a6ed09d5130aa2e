// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.OfferStatus;
import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.FrameView;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publications that send what a pipeline's last stages have let through, each with a view of the same ring: a cursor for
 * each of their sessions, a gate for each of them. Filled before the pipeline starts; after that the I/O agent takes out
 * what is over.
 */
final class Carriers implements RingPublication.Feeder {

    private record Carrier(RingPublication publication, FrameView view) {}

    private final EnginePipeline pipeline;
    private final IoAgent agent;
    private volatile List<Carrier> carriers = List.of();
    private volatile boolean any;
    private long skipped;

    Carriers(EnginePipeline pipeline, IoAgent agent) {
        this.pipeline = pipeline;
        this.agent = agent;
    }

    /** Before the pipeline starts. */
    void add(RingPublication publication, FrameView view) {
        List<Carrier> more = new ArrayList<>(carriers);
        more.add(new Carrier(publication, view));
        carriers = List.copyOf(more);
        any = true;
    }

    /** Those that are not over. */
    List<RingPublication> publications() {
        return carriers.stream().map(Carrier::publication).toList();
    }

    boolean isEmpty() {
        return carriers.isEmpty();
    }

    // ---- on the thread of the last stage, or of a publisher if there is none ----

    /** Everything before a position may be sent. */
    void published(long end) {
        List<Carrier> present = carriers;
        if (present.size() == 1) {
            present.get(0).publication().published(end);
        } else if (!present.isEmpty()) {
            VarHandle.fullFence();
            for (int i = 0; i < present.size(); i++) {
                present.get(i).publication().fanOut().leave();
            }
            if (agent.isCurrentThread()) {
                agent.publishedHere();
            } else {
                agent.wakeSender();
            }
        }
    }

    void refusedForRoom() {
        List<Carrier> present = carriers;
        for (int i = 0; i < present.size(); i++) {
            present.get(i).publication().refusedForRoom();
        }
    }

    // ---- what the publications tell ----

    @Override
    public String title() {
        return pipeline.title();
    }

    @Override
    public void admissionChanged() {
        pipeline.admit(refusal());
    }

    /** Why nothing may be put in; null if it may. A carrier that is closed is left out, unless it is the last. */
    @Nullable OfferStatus refusal() {
        if (!any) {
            return null;
        }
        OfferStatus why = OfferStatus.CLOSED;
        boolean someAccept = false;
        for (Carrier carrier : carriers) {
            OfferStatus its = carrier.publication().admission.refusal();
            if (its == null) {
                someAccept = true;
            } else if (its != OfferStatus.CLOSED) {
                if (isWaitedFor(carrier)) {
                    return its;
                }
                why = its;
            }
        }
        return someAccept ? null : why;
    }

    private static boolean isWaitedFor(Carrier carrier) {
        return carrier.publication().settings().slowConsumer() == SlowConsumerPolicy.BLOCK;
    }

    @Override
    public void over(RingPublication publication) {
        for (Carrier carrier : carriers) {
            if (carrier.publication() == publication) {
                carrier.view().release();
                carriers = carriers.stream().filter(other -> other != carrier).toList();
            }
        }
        admissionChanged();
        pipeline.carrierOver();
    }

    /** A few times a second: carriers with nobody behind them, which nobody is to wait for, are not waited for. I/O agent. */
    void tick() {
        for (Carrier carrier : carriers) {
            FrameView view = carrier.view();
            boolean deserted = carrier.publication().fanOut().feed() == null
                    && carrier.publication().fanOut().senders().length == 0
                    && carrier.publication().admission.refusal() != null;
            long end = deserted && !isWaitedFor(carrier) ? view.published(view.gate(), Integer.MAX_VALUE) : view.gate();
            if (end > view.gate()) {
                skipped += view.messages(view.gate(), end);
                view.gate(end);
            }
        }
    }

    /** Messages that carriers were not waited for. */
    long skipped() {
        return skipped;
    }

    @Override
    public InlineSender[] senders() {
        List<InlineSender> all = new ArrayList<>();
        for (Carrier carrier : carriers) {
            all.addAll(List.of(carrier.publication().fanOut().senders()));
        }
        return all.toArray(InlineSender[]::new);
    }

    @Override
    public long refusals() {
        return pipeline.engineInput().refusals();
    }

    /** Their subscribers are told that the stream ends where the last stage stands. */
    void close() {
        for (RingPublication publication : publications()) {
            publication.close();
        }
    }
}
