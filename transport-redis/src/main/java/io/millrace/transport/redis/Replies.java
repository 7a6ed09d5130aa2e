// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/** What lies in answers. Stateless; any thread. */
final class Replies {

    private Replies() {}

    /** A word, a number or an error as text. */
    static String text(@Nullable Object answer) {
        if (answer instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return String.valueOf(answer instanceof JedisDataException failure ? failure.getMessage() : answer);
    }

    /** Of an answer that lists names and values in turn. */
    static Map<String, Object> map(@Nullable Object answer) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (answer instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                Object value = list.get(i + 1);
                if (value != null) {
                    map.put(Replies.text(list.get(i)), value);
                }
            }
        }
        return map;
    }

    /** The entries in an answer to XREAD of one stream; none if nothing came. */
    static List<?> entries(@Nullable Object answer) throws IOException {
        if (answer == null) {
            return List.of();
        }
        if (answer instanceof List<?> streams
                && !streams.isEmpty()
                && streams.get(0) instanceof List<?> stream
                && stream.size() == 2
                && stream.get(1) instanceof List<?> entries) {
            return entries;
        }
        throw new IOException("an answer to XREAD has another form");
    }

    static long number(@Nullable Object value, long otherwise) {
        return value instanceof Long number ? number : otherwise;
    }
}
