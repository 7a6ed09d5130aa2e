// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The transport over Aeron: a link is two Aeron streams, one in each direction, and a listener is a stream at which diallers
 * knock. The agent of a directory, {@link io.millrace.transport.aeron.ClientAgent}, talks to the media driver; the I/O
 * thread touches images and publications only.
 */
@NullMarked
package io.millrace.transport.aeron;

import org.jspecify.annotations.NullMarked;
