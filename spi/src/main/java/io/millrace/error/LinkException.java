// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * A link could not be made, or was lost (MR-2xxx). Thrown by {@code listen}; everywhere else it is the cause in a
 * lifecycle event, because the engine reconnects by itself.
 */
public final class LinkException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public LinkException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public LinkException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
