// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * Code threw what it should not have thrown: a handler of the application, or Millrace itself (MR-9xxx). The cause is the
 * original throwable.
 */
public final class InternalException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public InternalException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public InternalException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
