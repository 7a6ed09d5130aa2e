// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.EndpointUri.Parameter;
import io.millrace.spi.uri.OptionType.BadValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Collects what is wrong with the options of one URI and says it all at once. Used once, by one thread. */
final class OptionProblems {
    private static final int MAX_VALUE_CHARS = 80;

    private record Problem(ErrorCode code, int offset, String text) {}

    private final UriText uri;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> hints = new LinkedHashSet<>();

    OptionProblems(UriText uri) {
        this.uri = uri;
    }

    void unknown(Parameter parameter, Collection<String> known) {
        String match = NearestMatch.of(parameter.name(), known)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
        String hint = known.isEmpty()
                ? "this URI takes no options"
                : "known options: " + String.join(", ", new TreeSet<>(known));
        add(ErrorCode.UNKNOWN_OPTION, parameter, "option '" + parameter.name() + "' is unknown" + match, hint);
    }

    <T> void badValue(Parameter parameter, Option<T> option, BadValueException problem) {
        String text = "option '" + option.name() + "': " + quote(parameter, option) + " " + problem.problem()
                + " (default " + option.format(option.defaultValue()) + ")";
        add(ErrorCode.INVALID_OPTION, parameter, text, problem.hint());
    }

    void add(ErrorCode code, Parameter parameter, String text, String hint) {
        problems.add(new Problem(code, parameter.column() - 1, text));
        hints.add(hint);
    }

    void throwIfAny() {
        if (!problems.isEmpty()) {
            throw toException();
        }
    }

    ConfigurationException toException() {
        String marked = uri.mark(problems.stream().map(Problem::offset).toList());
        Problem first = problems.get(0);
        StringBuilder message = new StringBuilder();
        if (problems.size() == 1) {
            message.append(at(first)).append(':').append(marked);
        } else {
            message.append(problems.size()).append(" options are wrong:").append(marked);
            problems.forEach(problem -> message.append("\n  ").append(at(problem)));
            message.append("\n ");
        }
        return new ConfigurationException(first.code(), message.toString(), String.join("; ", hints));
    }

    private String at(Problem problem) {
        return problem.text() + ", at column " + uri.column(problem.offset());
    }

    private static String quote(Parameter parameter, Option<?> option) {
        if (option.isSecret() || UriCharacters.secretName(parameter.name())) {
            return "'" + Redaction.MASK + "'";
        }
        String value = parameter.value();
        boolean isLong = value.length() > MAX_VALUE_CHARS;
        return "'" + Redaction.printable(isLong ? value.substring(0, MAX_VALUE_CHARS) + "..." : value) + "'";
    }
}
