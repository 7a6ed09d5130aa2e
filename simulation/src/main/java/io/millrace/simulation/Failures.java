// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.internal.session.Subscriber;

/** A handler may fail as the plan says; a broken invariant that it has found comes through. */
final class Failures implements Subscriber.FailureListener {

    @Override
    public void failed(Subscriber subscriber, long position, Throwable cause, String outcome) {
        passOn(cause);
    }

    @Override
    public void stopped(Subscriber subscriber, long position, Throwable cause) {
        passOn(cause);
    }

    @Override
    public void broken(Subscriber subscriber, long position, Throwable cause) {
        passOn(cause);
    }

    private static void passOn(Throwable cause) {
        if (cause instanceof Violation violation) {
            throw violation;
        }
    }
}
