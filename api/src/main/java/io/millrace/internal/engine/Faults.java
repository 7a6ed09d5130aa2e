// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;

/** Names what was thrown where nothing should be thrown. */
final class Faults {

    private Faults() {}

    /** A bug of ours or of a transport, or FATAL if the virtual machine or the class path is broken. */
    static MillraceException of(Throwable thrown, String where) {
        if (thrown instanceof MillraceException known) {
            return known;
        }
        if (thrown instanceof LinkageError || thrown instanceof VirtualMachineError) {
            return new InternalException(
                    ErrorCode.FATAL_ERROR,
                    where + " failed: " + thrown,
                    "the virtual machine or the class path is broken: check memory and the versions of the jars",
                    thrown);
        }
        return new InternalException(
                ErrorCode.INTERNAL, where + " failed: " + thrown, "please report it; it is tried again", thrown);
    }
}
