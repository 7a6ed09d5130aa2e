// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.util.List;

public final class Options {
    private Options() {}

    public static Options parse(EndpointUri uri, List<Option<?>> declared) {
        return new Options();
    }

    public <T> T get(Option<T> option) {
        return option.defaultValue();
    }

    public boolean isSet(Option<?> option) {
        return false;
    }

    /** An INVALID_OPTION about a value that parsed but does not fit others; for checks across options. */
    public ConfigurationException invalid(Option<?> option, String problem, String hint) {
        return new ConfigurationException(ErrorCode.INVALID_OPTION, option.name() + ": " + problem, hint);
    }

    public static String describe(List<Option<?>> options) {
        return options.toString();
    }
}
