// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads the secrets that options refer to. The value of a secret option is one of
 *
 * <ul>
 *   <li>{@code file:/run/secrets/token}: the file's text, without the white space around it;
 *   <li>{@code env:ORDERS_TOKEN}: an environment variable;
 *   <li>{@code callback:orders}: what the application answers, see {@code Millrace.Builder.secret};
 *   <li>anything else: the secret itself.
 * </ul>
 *
 * <p>It is read when it is needed, each time anew, on the thread that needs it: files and callbacks must be quick. No
 * secret gets into a message, nor does what a callback throws. Thread-safe if the callbacks are.
 */
@FunctionalInterface
public interface Secrets {

    /**
     * The secret.
     *
     * @param option whose value it is, for the error
     * @param value of the option
     * @throws io.millrace.error.ConfigurationException {@code SECRET_UNAVAILABLE} if it cannot be read or is empty
     */
    String read(String option, String value);

    /** With these callbacks by name. */
    static Secrets of(Map<String, Supplier<String>> callbacks) {
        return new SecretReader(callbacks, System::getenv);
    }
}
