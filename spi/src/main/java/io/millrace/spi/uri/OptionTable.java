// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.List;

/** Writes option declarations as a Markdown table. */
final class OptionTable {
    private OptionTable() {}

    static String of(List<Option<?>> options) {
        StringBuilder table =
                new StringBuilder("| option | type | default | values | meaning |\n|---|---|---|---|---|\n");
        options.forEach(option -> row(table, option));
        return table.toString();
    }

    private static <T> void row(StringBuilder table, Option<T> option) {
        String standard = option.format(option.defaultValue());
        table.append("| `").append(option.name()).append("` | ");
        table.append(option.typeName()).append(" | ");
        table.append(standard.isEmpty() ? "" : "`" + cell(standard) + "`").append(" | ");
        table.append(cell(option.range())).append(" | ");
        table.append(cell(option.description())).append(" |\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
    }
}
