// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Fuzz targets: each has a method {@code fuzzerTestOneInput(byte[])}, which Jazzer calls with what it makes up, and which throws
 * if something happened that must not. Typed errors are what is asked for, and are no finding.
 */
@NullMarked
package io.millrace.fuzz;

import org.jspecify.annotations.NullMarked;
