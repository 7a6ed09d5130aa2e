// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The {@code demo} command: two JVMs, one stream, and a link that is cut in the middle. */
@NullMarked
package io.millrace.cli.demo;

import org.jspecify.annotations.NullMarked;
