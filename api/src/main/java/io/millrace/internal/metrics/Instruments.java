// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.metrics;

import io.millrace.error.ErrorCode;
import java.util.function.BooleanSupplier;

/** Where meters are registered. Called on the I/O agent's thread; knows no library. */
public interface Instruments {

    /** Registers the meters of an endpoint. */
    Registration watch(EndpointProbe probe);

    /** Registers the meters of the runtime. */
    Registration watch(BooleanSupplier live, BooleanSupplier ready);

    /** Registers the meters of a pipeline's stage. Any thread. */
    Registration watch(StageProbe probe);

    /** Registers the meters of a member of a consumer group, which belong to an endpoint. Any thread. */
    Registration watch(EndpointProbe endpoint, GroupProbe probe);

    /** Meters that are registered. */
    interface Registration {

        /** An attempt failed for a reason, perhaps the first time. */
        default void attemptFailed(ErrorCode reason) {}

        /** Removes them. */
        void remove();
    }
}
