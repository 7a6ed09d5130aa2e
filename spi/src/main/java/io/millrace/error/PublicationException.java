// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import org.jspecify.annotations.Nullable;

/**
 * A message could not be published or drained (MR-5xxx). Thrown on the publishing thread by the calls that wait up to a
 * deadline or that find a mistake of the caller; {@code offer} and {@code claim} answer with a status instead.
 */
public final class PublicationException extends MillraceException {
    private static final long serialVersionUID = 1L;

    public PublicationException(ErrorCode code, String message, String hint) {
        this(code, message, hint, null);
    }

    public PublicationException(ErrorCode code, String message, String hint, @Nullable Throwable cause) {
        super(code, message, hint, cause);
    }
}
