// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of log transports over the redis-server that a dependency brings, in both forms of entries. */
@ParameterizedClass
@EnumSource
class RedisTckTest extends RedisTckRules {

    private static RedisProcess redis;

    RedisTckTest(EntryForm form) {
        super(form);
    }

    @BeforeAll
    static void start() {
        redis = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    RedisProcess redis() {
        return redis;
    }
}
