// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.time.Duration;

/**
 * A cut that has been asked for.
 *
 * @param afterFrames it falls inside the first DATA frame after so many
 * @param offsetInFrame how many bytes of that frame still pass; moved to the nearest place inside the frame
 * @param downFor how long connections are refused afterwards
 * @param outage what tells the one who asked
 */
record PlannedCut(long afterFrames, int offsetInFrame, Duration downFor, Outage outage) {}
