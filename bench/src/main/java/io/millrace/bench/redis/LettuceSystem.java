// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

/** Lettuce by hand, an entry a message. */
public final class LettuceSystem extends HandSystem {
    /** Found as a service. */
    public LettuceSystem() {
        super(new LettuceClient(), 0);
    }

    @Override
    public String name() {
        return "lettuce";
    }

    @Override
    public String summary() {
        return "Lettuce by hand over Redis: XADD of a message an entry, flushed 512 at a time, XREAD of 512 at a time";
    }
}
