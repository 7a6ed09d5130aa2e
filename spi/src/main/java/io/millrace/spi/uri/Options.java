// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.EndpointUri.Parameter;
import io.millrace.spi.uri.OptionType.BadValueException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of one endpoint URI, checked against their declarations and typed. Parsed once when the endpoint is opened;
 * immutable; any thread.
 */
public final class Options {
    private final EndpointUri uri;
    private final Map<Option<?>, Object> values;
    private final Map<String, Parameter> parameters;

    private Options(EndpointUri uri, Map<Option<?>, Object> values) {
        this.uri = uri;
        this.values = values;
        this.parameters = new HashMap<>();
        uri.parameters().forEach(parameter -> parameters.put(parameter.name(), parameter));
    }

    /**
     * Checks everything before it complains, so that one error names every option that is wrong.
     *
     * @param declared every option that the URI may have: the transport's and the engine's together
     * @throws ConfigurationException UNKNOWN_OPTION with the nearest match and the list of known options, or INVALID_OPTION
     *     with value, bound and default; the code is that of the first wrong option in the URI
     * @throws ConfigurationException PROVIDER_FAILED if two options are declared under one name
     */
    public static Options parse(EndpointUri uri, List<Option<?>> declared) {
        Map<String, Option<?>> byName = byName(declared);
        Map<Option<?>, Object> values = new HashMap<>();
        declared.forEach(option -> values.put(option, option.defaultValue()));
        OptionProblems problems = new OptionProblems(uri.text());
        for (Parameter parameter : uri.parameters()) {
            Option<?> option = byName.get(parameter.name());
            if (option == null) {
                problems.unknown(parameter, byName.keySet());
                continue;
            }
            try {
                values.put(option, option.parse(parameter.value()));
            } catch (BadValueException e) {
                problems.badValue(parameter, option, e);
            }
        }
        problems.throwIfAny();
        return new Options(uri, values);
    }

    /**
     * The option's value, or its default if the URI does not set it.
     *
     * @throws IllegalArgumentException if it was not among the declared ones
     */
    public <T> T get(Option<T> option) {
        Object value = values.get(option);
        if (value == null) {
            throw new IllegalArgumentException("option '" + option.name() + "' was not declared for " + uri);
        }
        @SuppressWarnings("unchecked") // parse() put what this very option declares or parsed
        T typed = (T) value;
        return typed;
    }

    /** Whether it was among the declared ones, so that {@link #get} has an answer. */
    public boolean isDeclared(Option<?> option) {
        return values.containsKey(option);
    }

    /** Whether the URI sets it, be it to its default. */
    public boolean isSet(Option<?> option) {
        return values.containsKey(option) && parameters.containsKey(option.name());
    }

    /**
     * An error about a value that is right in itself but does not go with another one, for the caller to throw.
     *
     * @param problem what is wrong, after the option and its value: {@code is not less than dead-after (3s)}
     */
    public <T> ConfigurationException invalid(Option<T> option, String problem, String hint) {
        Parameter parameter = parameters.get(option.name());
        String value = option.format(get(option));
        if (parameter == null) {
            String state = value.isEmpty() ? "' (not set) " : "' (default " + value + ") ";
            String message = "option '" + option.name() + state + problem + ", in " + uri;
            return new ConfigurationException(ErrorCode.INVALID_OPTION, message, hint);
        }
        OptionProblems problems = new OptionProblems(uri.text());
        problems.add(
                ErrorCode.INVALID_OPTION, parameter, "option '" + option.name() + "' = " + value + " " + problem, hint);
        return problems.toException();
    }

    /** The declarations as a Markdown table, for the documentation and for {@code --help}. */
    public static String describe(List<Option<?>> options) {
        return OptionTable.of(options);
    }

    private static Map<String, Option<?>> byName(List<Option<?>> declared) {
        Map<String, Option<?>> byName = new LinkedHashMap<>();
        for (Option<?> option : declared) {
            Option<?> earlier = byName.put(option.name(), option);
            if (earlier != null) {
                throw new ConfigurationException(
                        ErrorCode.PROVIDER_FAILED,
                        "option '" + option.name() + "' is declared twice: \"" + earlier.description() + "\" and \""
                                + option.description() + "\"",
                        "the transport's option needs a name that neither it nor the engine already uses");
            }
        }
        return byName;
    }
}
