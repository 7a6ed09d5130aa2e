// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers that list names and values in turn. Stateless; any thread. */
final class Replies {

    private Replies() {}

    static Map<String, Object> map(@Nullable Object answer) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (answer instanceof List<?> list) {
            for (int i = 0; i + 1 < list.size(); i += 2) {
                Object value = list.get(i + 1);
                if (value != null) {
                    map.put(RespReader.text(list.get(i)), value);
                }
            }
        }
        return map;
    }

    static long number(@Nullable Object value, long otherwise) {
        return value instanceof Long number ? number : otherwise;
    }
}
