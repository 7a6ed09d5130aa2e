// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells a person what went wrong and what to do, and gives the exit code: 2 if the command line or a URI is wrong, 1 if
 * something failed. Stack traces only with {@code --verbose}. Called by picocli on the command's thread.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final PrintStream err;

    ErrorReport(PrintStream err) {
        this.err = err;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        err.println(name(command) + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("  → " + name(command) + " --help lists what there is");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        err.println(name(command) + ": " + text(e));
        String hint = hint(e);
        if (!hint.isEmpty()) {
            err.println("  → " + hint);
        }
        if (Verbosity.of(command).isVerbose()) {
            e.printStackTrace(err);
        } else if (!isExpected(e)) {
            err.println("  → --verbose shows where it comes from");
        }
        return isUsage(e) ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    private static String text(Exception e) {
        if (e instanceof MillraceException failure) {
            return "[" + failure.code().id() + " " + failure.code().name() + "] " + failure.detail();
        }
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": user " + System.getProperty("user.name") + " may not";
        }
        if (e instanceof CliException || e instanceof IOException) {
            return String.valueOf(e.getMessage());
        }
        if (e instanceof UncheckedIOException io) {
            Throwable cause = io.getCause();
            return String.valueOf(cause == null ? io.getMessage() : cause.getMessage());
        }
        return e.toString();
    }

    private static String hint(Exception e) {
        if (e instanceof MillraceException failure) {
            return failure.hint();
        }
        return e instanceof CliException failure ? failure.hint() : "";
    }

    private static boolean isExpected(Exception e) {
        if (e instanceof MillraceException failure) {
            return failure.code() != ErrorCode.INTERNAL;
        }
        return e instanceof CliException || e instanceof IOException || e instanceof UncheckedIOException;
    }

    private static boolean isUsage(Exception e) {
        if (e instanceof MillraceException failure) {
            return failure instanceof io.millrace.error.ConfigurationException;
        }
        return e instanceof NoSuchFileException || (e instanceof CliException failure && failure.isUsage());
    }
}
