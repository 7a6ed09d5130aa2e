// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import io.millrace.pipeline.Stage;

/**
 * A stage, or one of its workers, in its place of the plan.
 *
 * @param step which step of its ring's steps; those of one step read a message at the same time
 * @param worker its number, from 0
 * @param workers how many share the stage's work
 * @param alone true if nobody reads a message at the same time
 */
record Member(Stage stage, int step, int worker, int workers, boolean alone) {

    /** The stage's name; of a worker with its number. */
    String title() {
        return workers == 1 ? stage.name() : stage.name() + "-" + worker;
    }
}
