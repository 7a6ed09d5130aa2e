// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** A test kit for transports: one class to extend, {@link io.millrace.tck.TransportTck}; everything else is its own affair. */
@NullMarked
package io.millrace.tck;

import org.jspecify.annotations.NullMarked;
