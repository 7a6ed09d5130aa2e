// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** The engine behind the API: the runtime, its I/O agent, endpoints and their supervision. */
@NullMarked
package io.millrace.internal.engine;

import org.jspecify.annotations.NullMarked;
