// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.time.Duration;

public final class Option<T> {
    private final String name;
    private final T defaultValue;

    private Option(String name, T defaultValue) {
        this.name = name;
        this.defaultValue = defaultValue;
    }

    public static Option<Integer> bytes(String name, int defaultBytes, int minBytes, int maxBytes, String description) {
        return new Option<>(name, defaultBytes);
    }

    public static Option<Integer> integer(String name, int defaultValue, int min, int max, String description) {
        return new Option<>(name, defaultValue);
    }

    public static Option<Duration> duration(
            String name, Duration defaultValue, Duration min, Duration max, String description) {
        return new Option<>(name, defaultValue);
    }

    public static Option<Boolean> bool(String name, boolean defaultValue, String description) {
        return new Option<>(name, defaultValue);
    }

    /** Values are the constants' names in lower case, {@code _} written {@code -}. */
    public static <E extends Enum<E>> Option<E> choice(String name, E defaultValue, String description) {
        return new Option<>(name, defaultValue);
    }

    public static Option<String> text(String name, String defaultValue, String description) {
        return new Option<>(name, defaultValue);
    }

    /** A copy whose value never reaches a message. */
    public Option<T> secret() {
        return this;
    }

    public String name() {
        return name;
    }

    public T defaultValue() {
        return defaultValue;
    }
}
