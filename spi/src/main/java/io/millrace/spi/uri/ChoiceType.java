// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One of a few words, each standing for a value. */
final class ChoiceType<T> implements OptionType<T> {
    private final String label;
    private final Map<String, T> values;

    private ChoiceType(String label, Map<String, T> values) {
        this.label = label;
        this.values = values;
    }

    static <E extends Enum<E>> ChoiceType<E> of(Class<E> type) {
        Map<String, E> values = new LinkedHashMap<>();
        Arrays.stream(type.getEnumConstants()).forEach(constant -> values.put(word(constant), constant));
        return new ChoiceType<>("choice", values);
    }

    static ChoiceType<Boolean> bool() {
        Map<String, Boolean> values = new LinkedHashMap<>();
        values.put("true", true);
        values.put("false", false);
        return new ChoiceType<>("boolean", values);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String unit() {
        return "";
    }

    @Override
    public String range() {
        return String.join(", ", values.keySet());
    }

    @Override
    public T parse(String text) throws BadValueException {
        T value = values.get(text.toLowerCase(Locale.ROOT));
        if (value == null) {
            String hint = NearestMatch.of(text, values.keySet())
                    .map(match -> "did you mean '" + match + "'?")
                    .orElse("write one of " + range());
            throw new BadValueException("is none of " + range(), hint);
        }
        return value;
    }

    @Override
    public String format(T value) {
        return value instanceof Enum<?> constant ? word(constant) : value.toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
