// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of log transports over the redis-server that is installed on this host, such as the 7.0 of Debian 12. */
@ParameterizedClass
@EnumSource
class InstalledRedisTckTest extends RedisTckRules {

    private static RedisProcess redis;

    InstalledRedisTckTest(EntryForm form) {
        super(form);
    }

    @BeforeAll
    static void start() {
        Optional<Path> installed = RedisProcess.installed();
        assumeTrue(
                installed.isPresent(),
                "no redis-server on the PATH: the kit runs over the embedded one only (apt-get install redis-server)");
        redis = RedisProcess.startInstalled(installed.orElseThrow());
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    RedisProcess redis() {
        return redis;
    }
}
