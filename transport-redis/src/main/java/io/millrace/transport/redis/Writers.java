// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

/** Who may append to a stream. */
enum Writers {
    /** Anybody; the server numbers the entries by its clock. */
    MANY,
    /** One publication at a time: whoever begins later fences those before. */
    SINGLE
}
