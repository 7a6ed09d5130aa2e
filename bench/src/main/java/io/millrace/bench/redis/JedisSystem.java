// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

/** Jedis by hand, an entry a message. */
public final class JedisSystem extends HandSystem {
    private static final int UNDER_WAY = 512;

    /** Found as a service. */
    public JedisSystem() {
        super(new JedisClient(UNDER_WAY), 0);
    }

    @Override
    public String name() {
        return "jedis";
    }

    @Override
    public String summary() {
        return "Jedis by hand over Redis: XADD of a message an entry, 512 in a pipeline, XREAD of 512 at a time";
    }
}
