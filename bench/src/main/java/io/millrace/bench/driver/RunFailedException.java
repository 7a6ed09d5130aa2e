// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

/** A run that yields no figures: a node failed, or what it received is not what was sent. */
public final class RunFailedException extends Exception {
    private static final long serialVersionUID = 1;

    RunFailedException(String message) {
        super(message);
    }
}
