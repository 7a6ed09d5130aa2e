// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code --verbose}, the same for every command that has it. */
public final class Verbosity {
    /** Key of the mixin in a command's spec. */
    static final String MIXIN = "verbosity";

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell every event of the link, and the stack trace of an error.")
    private boolean verbose;

    static Verbosity of(CommandLine command) {
        var mixin = command.getCommandSpec().mixins().get(MIXIN);
        return mixin != null && mixin.userObject() instanceof Verbosity verbosity ? verbosity : new Verbosity();
    }

    /** Everything there is to know. */
    public boolean isVerbose() {
        return verbose;
    }
}
