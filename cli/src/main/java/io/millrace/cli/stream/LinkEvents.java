// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.cli.Progress;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleListener;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person what becomes of the link, and remembers why it is not there. Called on the runtime's event thread, asked
 * on the command's.
 */
final class LinkEvents implements LifecycleListener {
    private final Progress progress;
    private final boolean verbose;
    private volatile @Nullable MillraceException lastCause;

    LinkEvents(Progress progress, boolean verbose) {
        this.progress = progress;
        this.verbose = verbose;
    }

    @Override
    public void onEvent(LifecycleEvent event) {
        boolean news = isNews(event);
        if (verbose || news) {
            progress.note("  " + event);
        }
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
            case SESSION_RESTARTED, PEER_CHANGED, GAP, LOSS, SUPERSEDED, HANDLER_FAILED -> true;
            default -> false;
        };
    }
}
