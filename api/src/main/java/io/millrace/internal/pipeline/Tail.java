// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

/** Who goes on with what the last stages have let through. */
@FunctionalInterface
public interface Tail {

    /** Nobody does. */
    Tail NONE = position -> {};

    /** A last group is done with everything before a position. On its thread. */
    void advanced(long position);
}
