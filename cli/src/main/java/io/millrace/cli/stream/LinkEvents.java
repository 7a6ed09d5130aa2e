// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.cli.Progress;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person what becomes of the link, and remembers why it is not there. Called on the runtime's event thread, asked
 * on the command's.
 */
final class LinkEvents implements LifecycleListener {
    private final Progress progress;
    private final boolean verbose;
    private final boolean listening;
    private volatile @Nullable MillraceException lastCause;

    /** A failure that will end the command, which then says why, if the endpoint has FAILED of it: told by the next event. */
    private @Nullable LifecycleEvent held;

    LinkEvents(Progress progress, boolean verbose, boolean listening) {
        this.progress = progress;
        this.verbose = verbose;
        this.listening = listening;
    }

    @Override
    public void onEvent(LifecycleEvent event) {
        LifecycleEvent before = held;
        held = null;
        if (before != null && event.to() != LinkState.FAILED) {
            progress.note("  " + before);
        }
        boolean news = isNews(event);
        if (news && !verbose && !listening && isPermanent(event)) {
            held = event;
        } else if (verbose || news) {
            progress.note("  " + event);
        }
    }

    private static boolean isPermanent(LifecycleEvent event) {
        MillraceException cause = event.cause();
        return event.kind() == Kind.ATTEMPT_FAILED && cause != null && !cause.retryable();
    }

    /** Why there is no link, or null if there is one or nobody knows. */
    @Nullable MillraceException lastCause() {
        return lastCause;
    }

    // That an attempt failed is news only the first time: the next ones come several times a second.
    private boolean isNews(LifecycleEvent event) {
        return switch (event.kind()) {
            case LINK_UP -> {
                boolean wasAway = lastCause != null;
                lastCause = null;
                yield wasAway;
            }
            case LINK_DOWN, ATTEMPT_FAILED -> {
                boolean wasThere = lastCause == null;
                lastCause = event.cause();
                yield wasThere && lastCause != null;
            }
            case NOTICE, SESSION_RESTARTED, PEER_CHANGED, GAP, LOSS, SUPERSEDED, HANDLER_FAILED -> true;
            default -> false;
        };
    }
}
