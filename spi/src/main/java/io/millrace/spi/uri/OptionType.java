// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

/** How the values of an option are written: parsed, checked against a range, and written again. Stateless. */
interface OptionType<T> {
    /** One word for the table: {@code size}, {@code duration}. */
    String label();

    /** What a value counts, or empty. */
    String unit();

    /** What values are allowed, for the table and the error: {@code 4KiB to 1GiB}; empty if there is no limit. */
    String range();

    /** Reads a value and checks its range. */
    T parse(String text) throws BadValueException;

    /** The value as it would be written in a URI. */
    String format(T value);

    /** What is wrong with a value ({@code is not a size}), said after its quotation, and how to write a right one. */
    final class BadValueException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String hint;

        BadValueException(String problem, String hint) {
            super(problem, null, false, false);
            this.hint = hint;
        }

        String problem() {
            return String.valueOf(getMessage());
        }

        String hint() {
            return hint;
        }
    }
}
