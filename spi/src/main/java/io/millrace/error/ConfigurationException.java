// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * What the application asked for cannot be done as asked: a URI, an option, a provider (MR-1xxx). Thrown on
 * the calling thread before anything is started; never retryable.
 */
public final class ConfigurationException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public ConfigurationException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
