// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * A test kit for transports: one class to extend, {@link io.millrace.tck.TransportTck}, and {@link io.millrace.tck.Crank} for
 * tests of one's own; everything else is its own affair.
 */
@NullMarked
package io.millrace.tck;

import org.jspecify.annotations.NullMarked;
