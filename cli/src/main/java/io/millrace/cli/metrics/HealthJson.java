// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.metrics;

import io.millrace.Health;
import java.util.stream.Collectors;

/** A runtime's health as JSON, which is too little to need a library. */
final class HealthJson {

    private HealthJson() {}

    static String of(Health health) {
        String reasons = health.reasons().stream().map(HealthJson::quoted).collect(Collectors.joining(","));
        return "{\"live\":" + health.live() + ",\"ready\":" + health.ready() + ",\"reasons\":[" + reasons + "]}\n";
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
