// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * The other end sent bytes that a correct peer never sends (MR-3xxx). Seen as the cause of a lifecycle event; the link it
 * came over is closed.
 */
public final class ProtocolException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public ProtocolException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
