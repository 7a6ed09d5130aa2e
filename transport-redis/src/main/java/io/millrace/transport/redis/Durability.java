// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.uri.Options;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has to have happened before a message counts as stored.
 *
 * @param appendOnly whether the server must append to a file
 * @param replicas how many replicas must have it
 */
record Durability(boolean appendOnly, int replicas) {

    private static final Pattern REPLICAS = Pattern.compile("replicas:([1-9]\\d?)");

    static Durability of(Options options) {
        String text = options.get(RedisOptions.DURABILITY);
        Matcher replicas = REPLICAS.matcher(text);
        if (replicas.matches()) {
            return new Durability(false, Integer.parseInt(replicas.group(1)));
        }
        return switch (text) {
            case "memory" -> new Durability(false, 0);
            case "aof" -> new Durability(true, 0);
            default ->
                throw options.invalid(
                        RedisOptions.DURABILITY,
                        "is none of memory, aof, replicas:n",
                        "write durability=replicas:1 to wait for one replica");
        };
    }
}
