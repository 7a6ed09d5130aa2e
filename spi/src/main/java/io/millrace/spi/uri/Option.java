// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.spi.uri.OptionType.BadValueException;
import io.millrace.spi.uri.ScaledType.Suffix;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The declaration of one option of an endpoint URI: its name, type, default, range, unit and meaning. Declared once, as a
 * constant, by the transport or the engine; the parser, the validation, the table in the documentation and the search for
 * the nearest match all read it. Immutable; any thread. Two options are equal only if they are the same object.
 *
 * @param <T> what a value is in Java
 */
public final class Option<T> {
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    private static final List<Suffix> NO_SUFFIX = List.of(new Suffix("", 1));
    private static final List<Suffix> SIZES = List.of(
            new Suffix("GiB", KIB * MIB),
            new Suffix("G", KIB * MIB),
            new Suffix("g", KIB * MIB),
            new Suffix("MiB", MIB),
            new Suffix("M", MIB),
            new Suffix("m", MIB),
            new Suffix("KiB", KIB),
            new Suffix("K", KIB),
            new Suffix("k", KIB),
            new Suffix("", 1));
    private static final List<Suffix> TIMES = List.of(
            new Suffix("h", 3_600_000_000_000L),
            new Suffix("m", 60_000_000_000L),
            new Suffix("s", 1_000_000_000L),
            new Suffix("ms", 1_000_000L),
            new Suffix("us", 1_000L),
            new Suffix("ns", 1L));

    private final String name;
    private final OptionType<T> type;
    private final T defaultValue;
    private final String description;
    private final boolean secret;

    private Option(String name, OptionType<T> type, T defaultValue, String description, boolean secret) {
        this.name = Objects.requireNonNull(name, "name");
        this.type = type;
        this.defaultValue = Objects.requireNonNull(defaultValue, "defaultValue");
        this.description = Objects.requireNonNull(description, "description");
        this.secret = secret;
        checkDeclaration();
    }

    /** A number of bytes, written {@code 262144}, {@code 256k}, {@code 256KiB}, {@code 4M} or {@code 4MiB}. */
    public static Option<Integer> bytes(String name, int defaultBytes, int minBytes, int maxBytes, String description) {
        String hint = "write a size as 262144, 256k, 256KiB, 4M or 4MiB (k and KiB are both 1024)";
        OptionType<Integer> type = new ScaledType<>(
                "size", "bytes", hint, SIZES, minBytes, maxBytes, Math::toIntExact, Integer::longValue);
        return new Option<>(name, type, defaultBytes, description, false);
    }

    /** A whole number. */
    public static Option<Integer> integer(String name, int defaultValue, int min, int max, String description) {
        OptionType<Integer> type = new ScaledType<>(
                "number", "", "write a whole number", NO_SUFFIX, min, max, Math::toIntExact, Integer::longValue);
        return new Option<>(name, type, defaultValue, description, false);
    }

    /** A time, written with its unit: {@code 250ms}, {@code 5s}, {@code 1m}; also {@code ns}, {@code us}, {@code h}. */
    public static Option<Duration> duration(
            String name, Duration defaultValue, Duration min, Duration max, String description) {
        String hint = "write a duration as 250ms, 5s or 1m (ns, us, ms, s, m, h)";
        OptionType<Duration> type =
                new ScaledType<>("duration", "", hint, TIMES, min, max, Duration::ofNanos, Duration::toNanos);
        return new Option<>(name, type, defaultValue, description, false);
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> bool(String name, boolean defaultValue, String description) {
        return new Option<>(name, ChoiceType.bool(), defaultValue, description, false);
    }

    /** One constant of an enum, written as its name in lower case with {@code -} for {@code _}. */
    public static <E extends Enum<E>> Option<E> choice(String name, E defaultValue, String description) {
        return new Option<>(name, ChoiceType.of(defaultValue.getDeclaringClass()), defaultValue, description, false);
    }

    /** Any text; an empty default says that it may be left out. */
    public static Option<String> text(String name, String defaultValue, String description) {
        return new Option<>(name, new TextType(), defaultValue, description, false);
    }

    /**
     * The same option, its values never shown in a message.
     *
     * @throws IllegalArgumentException if {@link EndpointUri#toString()} would not mask it, because its name does not say
     *     that it is a secret
     */
    public Option<T> secret() {
        if (!UriCharacters.secretName(name)) {
            throw new IllegalArgumentException("option '" + name + "' is secret, but its name does not show it: "
                    + "call it password, token, secret, key, or something that ends so");
        }
        return new Option<>(name, type, defaultValue, description, true);
    }

    /** The name in the URI. */
    public String name() {
        return name;
    }

    /** What it is if the URI does not say. */
    public T defaultValue() {
        return defaultValue;
    }

    /** {@code size}, {@code number}, {@code duration}, {@code boolean}, {@code choice} or {@code text}. */
    public String typeName() {
        return type.label();
    }

    /** What a value counts: {@code bytes}; empty if that is part of how it is written, or if it counts nothing. */
    public String unit() {
        return type.unit();
    }

    /** The allowed values in words: {@code 4KiB to 1GiB}; empty if all are. */
    public String range() {
        return type.range();
    }

    /** What it does, in one sentence. */
    public String description() {
        return description;
    }

    /** Whether its values must not be shown. */
    public boolean isSecret() {
        return secret;
    }

    /** A value as it would be written in a URI (not percent-encoded), or a mask for a secret that is not empty. */
    public String format(T value) {
        String text = type.format(value);
        return secret && !text.isEmpty() ? Redaction.MASK : text;
    }

    T parse(String text) throws BadValueException {
        return type.parse(text);
    }

    private void checkDeclaration() {
        boolean wellFormed = !name.isEmpty() && UriCharacters.letter(name.charAt(0));
        if (!wellFormed || !name.chars().allMatch(c -> UriCharacters.inName((char) c))) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of an option");
        }
        try {
            type.parse(type.format(defaultValue));
        } catch (BadValueException e) {
            throw new IllegalArgumentException(
                    "the default of option '" + name + "', " + type.format(defaultValue) + ", " + e.problem(), e);
        }
    }

    /** {@code name=default}, for a debugger. */
    @Override
    public String toString() {
        return name + "=" + format(defaultValue);
    }
}
