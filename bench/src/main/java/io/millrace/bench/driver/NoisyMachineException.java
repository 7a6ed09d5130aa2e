// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

import java.util.Locale;

/** Others use the cores, so whatever would be reported would not be worth it. */
public final class NoisyMachineException extends Exception {
    private static final long serialVersionUID = 1;

    NoisyMachineException(String when, double othersCores, double maxCores) {
        super(String.format(
                Locale.ROOT,
                "other processes used %.2f cores %s, more than the %.2f that a figure bears; nothing is reported."
                        + " Stop them and try again, or pass --force, which marks what it prints",
                othersCores,
                when,
                maxCores));
    }
}
