// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

/** What an identity must be proved by, at a listener. */
public enum IdentityFrom {
    /** By the token where there are token keys; else it is believed as said. */
    AUTO,
    /** By any proof that there is: a token, a certificate, a user of this host. */
    ANY,
    /** By a session token. */
    TOKEN,
    /** By a client's certificate. */
    CERTIFICATE,
    /** By the user of this host that the peer runs as. */
    USER
}
