// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

/** How the two directions of a connection begin. */
record ConditionPair(Condition toTarget, Condition toDialler) {
    static final ConditionPair GOOD = new ConditionPair(Condition.GOOD, Condition.GOOD);
}
