// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The ceiling: a bare socket that carries prepared blocks of frames. */
@NullMarked
package io.millrace.bench.raw;

import org.jspecify.annotations.NullMarked;
