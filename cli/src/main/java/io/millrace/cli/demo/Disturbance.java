// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One thing that is done to the link of the demo.
 *
 * @param done completed with what was done, in words, when it is
 * @param flowingAgain completed when messages pass again, with how long that took from the moment from which they could
 */
record Disturbance(CompletableFuture<String> done, CompletableFuture<Duration> flowingAgain) {}
