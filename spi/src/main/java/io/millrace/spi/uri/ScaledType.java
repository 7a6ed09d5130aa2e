// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** Whole numbers with a suffix, within a range: counts, sizes and durations. */
final class ScaledType<T> implements OptionType<T> {
    private static final int MAX_DIGITS = 18;

    /** A way to write {@code amount} of the smallest unit; the first of an amount is the one that is written. */
    record Suffix(String text, long amount) {}

    private final String label;
    private final String unit;
    private final String hint;
    private final List<Suffix> suffixes;
    private final long min;
    private final long max;
    private final LongFunction<T> fromLong;
    private final ToLongFunction<T> toLong;

    /** Suffixes come largest first. */
    ScaledType(
            String label,
            String unit,
            String hint,
            List<Suffix> suffixes,
            T min,
            T max,
            LongFunction<T> fromLong,
            ToLongFunction<T> toLong) {
        this.label = label;
        this.unit = unit;
        this.hint = hint;
        this.suffixes = suffixes;
        this.min = toLong.applyAsLong(min);
        this.max = toLong.applyAsLong(max);
        this.fromLong = fromLong;
        this.toLong = toLong;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String unit() {
        return unit;
    }

    @Override
    public String range() {
        return format(min) + " to " + format(max);
    }

    @Override
    public T parse(String text) throws BadValueException {
        int sign = text.startsWith("-") ? 1 : 0;
        int digits = sign;
        while (digits < text.length() && UriCharacters.digit(text.charAt(digits))) {
            digits++;
        }
        long scale = scale(text.substring(digits));
        if (digits == sign || scale == 0) {
            throw new BadValueException("is not a " + label, hint);
        }
        // A number too large for a long becomes the largest: it is out of any range all the same.
        long limit = Long.MAX_VALUE / scale;
        long amount = digits - sign > MAX_DIGITS ? limit : Math.min(limit, Long.parseLong(text, sign, digits, 10));
        long value = (sign == 0 ? amount : -amount) * scale;
        if (value < min || value > max) {
            String bound = value < min ? "is below the least, " + format(min) : "is above the most, " + format(max);
            throw new BadValueException(bound, hint);
        }
        return fromLong.apply(value);
    }

    @Override
    public String format(T value) {
        return format(toLong.applyAsLong(value));
    }

    private String format(long value) {
        for (Suffix suffix : suffixes) {
            if (value != 0 && value % suffix.amount() == 0) {
                return value / suffix.amount() + suffix.text();
            }
        }
        return value + suffixes.get(suffixes.size() - 1).text();
    }

    private long scale(String suffix) {
        for (Suffix known : suffixes) {
            if (known.text().equals(suffix)) {
                return known.amount();
            }
        }
        return 0;
    }
}
