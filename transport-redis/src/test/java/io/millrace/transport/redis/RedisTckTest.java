// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.LogTransportProvider;
import io.millrace.tck.LogTransportTck;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules of log transports over Redis, in both forms of entries. */
@ParameterizedClass
@EnumSource
class RedisTckTest extends LogTransportTck {

    private static RedisProcess redis;
    private final EntryForm form;

    RedisTckTest(EntryForm form) {
        this.form = form;
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
    protected LogTransportProvider provider() {
        return new RedisTransportProvider();
    }

    @Override
    protected String uri() {
        return "redis://127.0.0.1:" + redis.port() + "?claim-after=300ms&read-count=20&entry="
                + form.name().toLowerCase(Locale.ROOT);
    }

    @Override
    protected String nobodyUri() {
        return "redis://127.0.0.1:1";
    }

    @Override
    protected String senselessUri() {
        return "redis://127.0.0.1:1/one";
    }

    @Override
    protected void cut() {
        redis.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    @Override
    protected void appendNonsense(String toStream) {
        redis.ask("XADD", toStream, "*", "frames", "none");
    }

    @Override
    protected long entries(String ofStream) {
        return redis.number("XLEN", ofStream);
    }
}
