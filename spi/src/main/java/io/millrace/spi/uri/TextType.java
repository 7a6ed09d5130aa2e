// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

/** Any text, as it is. */
final class TextType implements OptionType<String> {
    @Override
    public String label() {
        return "text";
    }

    @Override
    public String unit() {
        return "";
    }

    @Override
    public String range() {
        return "";
    }

    @Override
    public String parse(String text) {
        return text;
    }

    @Override
    public String format(String value) {
        return value;
    }
}
