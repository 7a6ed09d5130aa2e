// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The {@code doctor} command: what may keep Millrace from working here, and the cure. */
@NullMarked
package io.millrace.cli.doctor;

import org.jspecify.annotations.NullMarked;
