// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.util.Set;
import java.util.function.Supplier;

/**
 * A log transport with one thing wrong.
 *
 * @param rule the rule that must reject it
 * @param what it does wrong
 * @param alsoBreaks rules of the same test that cannot hold either when this one does not
 * @param twist makes it, anew for each test
 */
record WrongLog(String rule, String what, Set<String> alsoBreaks, Supplier<LogTwist> twist) {

    static WrongLog breaking(String rule, String what, Supplier<LogTwist> twist, String... alsoBreaks) {
        return new WrongLog(rule, what, Set.of(alsoBreaks), twist);
    }

    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
