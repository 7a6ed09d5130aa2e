// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** What a transport implements: providers, the peer-transport contract, links. Depends on nothing but the JDK. */
@NullMarked
package io.millrace.spi;

import org.jspecify.annotations.NullMarked;
