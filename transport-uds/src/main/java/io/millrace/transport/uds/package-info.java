// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The transport over Unix domain sockets: the address family that {@link io.millrace.spi.socket} does not know. */
@NullMarked
package io.millrace.transport.uds;

import org.jspecify.annotations.NullMarked;
