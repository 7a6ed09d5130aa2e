// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The TLS transport: an {@link javax.net.ssl.SSLEngine} between the session and the sockets of {@code tcp:}.
 *
 * <p>{@link io.millrace.transport.tcps.TlsLink} is a link over a link: what it reads there are records, which it opens into
 * a buffer of its own, and what it writes there are records too.
 */
@NullMarked
package io.millrace.transport.tcps;

import org.jspecify.annotations.NullMarked;
