// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.LogTransportProvider;
import io.millrace.tck.LogTransportTck;
import java.util.Locale;

/** What the kit asks for, of a Redis that a subclass starts. */
abstract class RedisTckRules extends LogTransportTck {

    private final EntryForm form;

    RedisTckRules(EntryForm form) {
        this.form = form;
    }

    abstract RedisProcess redis();

    @Override
    protected LogTransportProvider provider() {
        return new RedisTransportProvider();
    }

    @Override
    protected String uri() {
        return "redis://127.0.0.1:" + redis().port() + "?claim-after=300ms&read-count=20&entry="
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
        redis().ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    @Override
    protected void appendNonsense(String toStream) {
        redis().ask("XADD", toStream, "*", "frames", "none");
    }

    @Override
    protected void trim(String ofStream) {
        redis().ask("XTRIM", ofStream, "MAXLEN", "0");
    }

    @Override
    protected long entries(String ofStream) {
        return redis().number("XLEN", ofStream);
    }
}
