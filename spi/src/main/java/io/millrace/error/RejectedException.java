// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * The other end understood and refused (MR-4xxx). Seen as the cause of a lifecycle event. Whether the engine tries again
 * follows from {@link #errorClass()}.
 */
public final class RejectedException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public RejectedException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public RejectedException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
