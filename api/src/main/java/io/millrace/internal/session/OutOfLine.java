// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.UndeclaredThrowableException;

/**
 * A call that the just-in-time compiler leaves a call. Sending happens once a batch, but is called from where every message
 * passes; left to itself the compiler copied all of it, down to the system call, into each method on the way to it, six
 * copies of 30 KB. That kept it busy for the first six to eight seconds, on a machine with two cores instead of the
 * publisher, and again after every change of heart. A handle that is not a constant is not inlined, and costs a few
 * nanoseconds. Refused: a method above the size that is inlined (325 bytes of code), which nobody would keep that way; and
 * a handle for each transmitter, bound to it, of which the runtime makes a class of its own after 127 calls: a millisecond
 * and some KB for each session.
 */
final class OutOfLine {

    private final MethodHandle target;

    /** @param target of type {@code (Transmitter,int)int}, throwing nothing that is checked */
    OutOfLine(MethodHandle target) {
        this.target = target;
    }

    int call(Transmitter receiver, int argument) {
        try {
            return (int) target.invokeExact(receiver, argument);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UndeclaredThrowableException(e);
        }
    }
}
