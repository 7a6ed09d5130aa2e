// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

/** Jedis by hand, as many messages an entry as fit. */
public final class JedisPackedSystem extends HandSystem {
    private static final int UNDER_WAY = 4;
    private static final int PACKED_BYTES = 64 << 10;

    /** Found as a service. */
    public JedisPackedSystem() {
        super(new JedisClient(UNDER_WAY), PACKED_BYTES);
    }

    @Override
    public String name() {
        return "jedis-packed";
    }

    @Override
    public String summary() {
        return "Jedis by hand over Redis: messages packed into entries of 64 KiB, each behind its length, 4 in a pipeline";
    }

    @Override
    public int maxMessageBytes() {
        return PACKED_BYTES - HandBody.LENGTH_BYTES;
    }
}
