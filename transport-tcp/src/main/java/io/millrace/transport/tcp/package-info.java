// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The TCP transport: the address family that {@link io.millrace.spi.socket} does not know. */
@NullMarked
package io.millrace.transport.tcp;

import org.jspecify.annotations.NullMarked;
