// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.payload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Finds the handle of a counter that one thread writes and others read without a fence a message. */
final class Counters {
    private Counters() {}

    static VarHandle handle(MethodHandles.Lookup lookup, String field) {
        try {
            return lookup.findVarHandle(lookup.lookupClass(), field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
