// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Endpoint URIs and the options they carry: parsed once, by a parser of our own, with errors that point at the column. */
@NullMarked
package io.millrace.spi.uri;

import org.jspecify.annotations.NullMarked;
