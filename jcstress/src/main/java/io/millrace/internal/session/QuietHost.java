// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.MillraceException;
import io.millrace.supervision.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** A host that nothing happens to. */
final class QuietHost implements SessionHost {

    static final QuietHost INSTANCE = new QuietHost();

    @Override
    public @Nullable Subscriber subscriber(String stream) {
        return null;
    }

    @Override
    public void event(
            Session session,
            LifecycleEvent.Kind kind,
            String stream,
            long fromPosition,
            long toPosition,
            String detail,
            @Nullable MillraceException cause) {}

    @Override
    public void sendFailed() {}
}
