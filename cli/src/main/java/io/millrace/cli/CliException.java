// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

/** A failure of a command itself that a person can do something about. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;
    private final boolean usage;

    private CliException(String message, String hint, boolean usage) {
        super(message);
        this.hint = hint;
        this.usage = usage;
    }

    /** The command line asks for something that cannot be; exit code 2. */
    public static CliException usage(String message, String hint) {
        return new CliException(message, hint, true);
    }

    /** It was tried and did not work; exit code 1. */
    public static CliException failure(String message, String hint) {
        return new CliException(message, hint, false);
    }

    String hint() {
        return hint;
    }

    boolean isUsage() {
        return usage;
    }
}
