// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.io.IOException;

/** An error in the place of an answer; the connection is as good as before. */
final class AnsweredException extends IOException {

    private static final long serialVersionUID = 1L;

    AnsweredException(String text) {
        super(text);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
