// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * The machine or the process has run out of something (MR-6xxx): memory, file descriptors.
 */
public final class ResourceException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public ResourceException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public ResourceException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
