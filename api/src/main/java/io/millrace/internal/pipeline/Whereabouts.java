// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Where a handler is, for who looks from outside. Written by a group's thread without order, read by any. */
final class Whereabouts {

    private static final VarHandle AT;
    private static final VarHandle BUSY;

    static {
        try {
            AT = MethodHandles.lookup().findVarHandle(Whereabouts.class, "at", long.class);
            BUSY = MethodHandles.lookup().findVarHandle(Whereabouts.class, "busy", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // by its handle
    private long at;

    @SuppressWarnings("UnusedVariable") // by its handle
    private int busy;

    /** The only stage is at a message. */
    void at(long position) {
        AT.setOpaque(this, position);
    }

    /** One of several stages is at a message. */
    void at(long position, int stage) {
        AT.setOpaque(this, position);
        BUSY.setOpaque(this, stage);
    }

    /** The last message that a stage was given. */
    long position() {
        return (long) AT.getOpaque(this);
    }

    /** Which of the stages was given it. */
    int stage() {
        return (int) BUSY.getOpaque(this);
    }
}
