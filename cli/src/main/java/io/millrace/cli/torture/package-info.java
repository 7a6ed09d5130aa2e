// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** {@code torture}: real processes under real faults, and a checker that reads what they wrote down. */
@NullMarked
package io.millrace.cli.torture;

import org.jspecify.annotations.NullMarked;
