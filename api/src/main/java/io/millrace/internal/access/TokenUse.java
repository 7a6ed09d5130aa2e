// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

/** How many sessions may use one token. */
public enum TokenUse {
    /** The first that shows it, over as many links as it needs. */
    ONCE,
    /** Any number: the token is like a password for as long as it holds. */
    MANY
}
