// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

/**
 * What supervision does about an error. Each {@link ErrorCode} belongs to exactly one class; the class, not the
 * exception's Java type, decides between backing off, degrading and giving up.
 */
public enum ErrorClass {
    /** The peer or the path is away; the same attempt may succeed later. The link backs off and tries again. */
    TRANSIENT(true),
    /** The other side, or a limit on this one, asks for less. The link backs off at least as long as it was told to. */
    OVERLOAD(true),
    /** The peer sent what a correct peer never sends. The link is closed; repeated offences make the endpoint FAILED. */
    PROTOCOL(false),
    /** Nothing changes until a person or a program changes something. No retry. */
    PERMANENT(false),
    /** Disk or direct memory is exhausted. The endpoint is DEGRADED, tries each second, and gives up after a minute. */
    RESOURCE(true),
    /** Code threw what it should not throw. The component restarts within its restart intensity, then FAILED. */
    BUG(false),
    /** The virtual machine or the class path is broken. FAILED at once. */
    FATAL(false);

    private final boolean retryable;

    ErrorClass(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same call or attempt may succeed later without anyone changing anything. */
    public boolean retryable() {
        return retryable;
    }
}
