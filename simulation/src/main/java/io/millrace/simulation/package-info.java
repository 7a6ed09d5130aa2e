// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A deterministic simulation of the session protocol: the real sessions and rings, links that fail in every way, processes
 * that crash and come back, and a check of every invariant after every step. Everything follows from one seed.
 */
@NullMarked
package io.millrace.simulation;

import org.jspecify.annotations.NullMarked;
