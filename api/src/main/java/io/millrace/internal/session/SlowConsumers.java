// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.ring.FrameRing;

/**
 * Finds the session that alone keeps a ring full while others wait for messages, and does about it what the publication's
 * policy says, when its {@link SlowBudget} is spent. I/O agent's thread, but for {@link #isWatchful}.
 *
 * <p>A session keeps the ring full alone if offers are refused, more than half of the ring waits for it, and everybody else
 * is either as far behind as it is or has at most half as much before it; and at least one has. If all are slow, the
 * publisher is too fast for them, and nobody is detached.
 */
public final class SlowConsumers {

    private final SlowConsumerPolicy policy;
    private volatile boolean watchful;

    /** For a publication with such a policy. */
    public SlowConsumers(SlowConsumerPolicy policy) {
        this.policy = policy;
    }

    /** Some session has no patience left: publishers that are refused ask for a {@link #look}. Any thread. */
    public boolean isWatchful() {
        return watchful;
    }

    /** A look at the sessions, a few times a second; {@code full} if offers were refused since the last. */
    public void look(PublishedStream stream, Attachment[] attached, boolean full, long nowNs) {
        if (policy == SlowConsumerPolicy.BLOCK) {
            return;
        }
        FrameRing ring = stream.ring();
        long worst = full && ring != null ? worst(stream, ring, attached) : Long.MIN_VALUE;
        boolean anyExhausted = false;
        for (Attachment attachment : attached) {
            if (attachment.stream().stream() != stream) {
                // Reads the same ring over another carrier, and has a policy of its own.
                continue;
            }
            SlowBudget budget = attachment.slowBudget();
            if (worst != Long.MIN_VALUE && isCulprit(stream, attachment.stream(), worst)) {
                if (budget.spend(nowNs) && ring != null) {
                    relieve(stream, ring, attachment);
                }
            } else {
                budget.spare(nowNs);
            }
            anyExhausted |= budget.isExhausted();
        }
        watchful = anyExhausted;
    }

    /** The position that the ring is kept full from; {@code Long.MIN_VALUE} if no one session is to blame for it. */
    private static long worst(PublishedStream stream, FrameRing ring, Attachment[] attached) {
        long end = stream.publishedEnd();
        long oldest = Long.MAX_VALUE;
        for (Attachment attachment : attached) {
            if (isServed(attachment.stream())) {
                oldest = Math.min(oldest, attachment.stream().keepFrom());
            }
        }
        long lag = end - oldest;
        if (oldest == Long.MAX_VALUE || lag <= ring.capacity() / 2) {
            return Long.MIN_VALUE;
        }
        boolean othersWait = false;
        for (Attachment attachment : attached) {
            if (isServed(attachment.stream()) && !isCulprit(stream, attachment.stream(), oldest)) {
                if (end - attachment.stream().keepFrom() > lag / 2) {
                    return Long.MIN_VALUE;
                }
                othersWait = true;
            }
        }
        return othersWait ? oldest : Long.MIN_VALUE;
    }

    private static boolean isServed(OutboundStream session) {
        return !session.isRefused() && !session.isDetached();
    }

    private static boolean isCulprit(PublishedStream stream, OutboundStream session, long oldest) {
        return isServed(session) && session.keepFrom() - oldest < stream.frameSize();
    }

    private void relieve(PublishedStream stream, FrameRing ring, Attachment attachment) {
        OutboundStream slow = attachment.stream();
        if (policy == SlowConsumerPolicy.DETACH) {
            attachment.session().detach(slow);
        } else {
            long half = stream.publishedEnd() - ring.capacity() / 2;
            attachment.session().skip(slow, ring.messageStart(slow.keepFrom(), half));
        }
    }
}
