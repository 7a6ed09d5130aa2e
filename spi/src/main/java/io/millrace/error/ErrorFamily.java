// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

/** The first digit of an {@link ErrorCode}'s id, one for each exception type. */
enum ErrorFamily {
    CONFIGURATION(1),
    LINK(2),
    PROTOCOL(3),
    REJECTED(4),
    DATA_PATH(5),
    RESOURCE(6),
    INTERNAL(9);

    private final int digit;

    ErrorFamily(int digit) {
        this.digit = digit;
    }

    static ErrorFamily of(int number) {
        for (ErrorFamily family : values()) {
            if (family.digit == number / 1000) {
                return family;
            }
        }
        throw new IllegalArgumentException("no error family for number " + number);
    }
}
