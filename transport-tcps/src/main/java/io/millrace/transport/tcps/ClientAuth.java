// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

/** What a listener asks of whoever connects. */
enum ClientAuth {
    /** Nothing. */
    NONE,
    /** A certificate, if there is one; one that is shown must be trusted. */
    WANT,
    /** A trusted certificate. */
    NEED
}
