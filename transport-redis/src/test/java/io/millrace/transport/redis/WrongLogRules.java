// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.LogTransportProvider;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The kit over whatever {@link WrongLogsTest} puts here. Not found by its name: it is run from there alone. */
class WrongLogRules extends RedisTckRules {

    static @Nullable WrongLog wrong;
    static @Nullable RedisProcess redis;

    WrongLogRules() {
        super(EntryForm.MESSAGE);
    }

    @Override
    RedisProcess redis() {
        RedisProcess present = redis;
        if (present == null) {
            throw new IllegalStateException("no server");
        }
        return present;
    }

    @Override
    protected Duration patience() {
        return wrong == null ? super.patience() : Duration.ofSeconds(2);
    }

    @Override
    protected LogTransportProvider provider() {
        WrongLog present = wrong;
        return (present == null ? new LogTwist() : present.twist().get()).provider();
    }
}
