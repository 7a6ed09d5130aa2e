// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import java.util.Set;
import java.util.function.Supplier;

/**
 * A transport that breaks one rule, and what else it cannot help breaking.
 *
 * @param rule the rule that must reject it
 * @param what it does wrong
 * @param alsoBreaks rules that cannot hold either when this one does not
 * @param alone whether so much else breaks that only this rule is tried
 * @param twist makes it, anew for each test
 */
record WrongTransport(String rule, String what, Set<String> alsoBreaks, boolean alone, Supplier<Twist> twist) {

    static WrongTransport breaking(String rule, String what, Supplier<Twist> twist, String... alsoBreaks) {
        return new WrongTransport(rule, what, Set.of(alsoBreaks), false, twist);
    }

    static WrongTransport alone(String rule, String what, Supplier<Twist> twist) {
        return new WrongTransport(rule, what, Set.of(), true, twist);
    }

    @Override
    public String toString() {
        return rule + ": " + what;
    }
}
