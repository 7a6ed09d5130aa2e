// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.supervision.LinkState;

/** Tells when rings of an endpoint are full, and calls it degraded if they stay so. I/O agent's thread. */
final class PressureWatch {

    private static final long DEGRADED_AFTER_NS = 5_000_000_000L;

    private final EndpointStatus status;
    private final EndpointStreams streams;
    private boolean pressed;
    private long pressedSinceNs;

    PressureWatch(EndpointStatus status, EndpointStreams streams) {
        this.status = status;
        this.streams = streams;
    }

    void tick(long nowNs) {
        boolean isPressed = false;
        for (RingPublication publication : streams.publications()) {
            isPressed |= publication.isBackPressured();
        }
        if (isPressed && !pressed) {
            pressed = true;
            pressedSinceNs = nowNs;
            tell(Kind.BACK_PRESSURED, "a publication's ring is full");
        } else if (!isPressed && pressed) {
            pressed = false;
            tell(Kind.BACK_PRESSURE_RELIEVED, "there is room again");
            if (status.is(LinkState.DEGRADED)) {
                status.become(LinkState.UP);
            }
        } else if (isPressed && status.is(LinkState.UP) && nowNs - pressedSinceNs > DEGRADED_AFTER_NS) {
            status.become(LinkState.DEGRADED);
        }
    }

    private void tell(Kind kind, String detail) {
        status.emit(LifecycleEvent.of(kind, status.title(), "", detail, null));
    }
}
