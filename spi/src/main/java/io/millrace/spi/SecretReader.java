// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads secrets out of files, the environment and callbacks. */
final class SecretReader implements Secrets {

    /** Far above any key or token; a reference to the wrong file must not fill the memory. */
    static final int MAX_FILE_BYTES = 64 * 1024;

    private static final String FILE = "file:";
    private static final String ENVIRONMENT = "env:";
    private static final String CALLBACK = "callback:";

    private final Map<String, Supplier<String>> callbacks;
    private final UnaryOperator<@Nullable String> environment;

    SecretReader(Map<String, Supplier<String>> callbacks, UnaryOperator<@Nullable String> environment) {
        this.callbacks = Map.copyOf(callbacks);
        this.environment = environment;
    }

    @Override
    public String read(String option, String value) {
        String secret = value;
        if (value.startsWith(FILE)) {
            secret = file(option, value.substring(FILE.length()));
        } else if (value.startsWith(ENVIRONMENT)) {
            secret = variable(option, value.substring(ENVIRONMENT.length()));
        } else if (value.startsWith(CALLBACK)) {
            secret = called(option, value.substring(CALLBACK.length()));
        }
        String stripped = secret.strip();
        if (stripped.isEmpty()) {
            throw unavailable(option, "it is empty", "put the secret there");
        }
        return stripped;
    }

    private static String file(String option, String name) {
        // Never the exception as a cause, whose message may be anything: what follows says as much.
        try (InputStream in = Files.newInputStream(Path.of(name))) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw unavailable(
                        option, "file " + name + " has more than " + MAX_FILE_BYTES + " bytes", "check the name");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException | SecurityException e) {
            throw unavailable(
                    option,
                    "file " + name + " cannot be read (" + e.getClass().getSimpleName() + ")",
                    "check that it is there, and that this process may read it");
        }
    }

    private String variable(String option, String name) {
        String value = environment.apply(name);
        if (value == null) {
            throw unavailable(
                    option, "the environment has no variable " + name, "set it where this process is started");
        }
        return value;
    }

    private String called(String option, String name) {
        Supplier<String> callback = callbacks.get(name);
        if (callback == null) {
            throw unavailable(
                    option,
                    "no callback is called '" + name + "'",
                    "name one with Millrace.builder().secret(\"" + name + "\", …)");
        }
        String value;
        try {
            value = callback.get();
        } catch (RuntimeException e) {
            throw unavailable(
                    option,
                    "callback " + name + " threw a " + e.getClass().getName(),
                    "mend it; what it says is not shown, as it may hold the secret");
        }
        if (value == null) {
            throw unavailable(option, "callback " + name + " returned null", "return the secret");
        }
        return value;
    }

    private static ConfigurationException unavailable(String option, String problem, String hint) {
        return new ConfigurationException(
                ErrorCode.SECRET_UNAVAILABLE, "the secret of option '" + option + "': " + problem, hint);
    }

    /** Nothing of what it knows. */
    @Override
    public String toString() {
        return "secrets, callbacks " + callbacks.keySet();
    }
}
