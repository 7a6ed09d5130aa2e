// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** Starts the processes of a run, watches the machine, and collects what they report. */
@NullMarked
package io.millrace.bench.driver;

import org.jspecify.annotations.NullMarked;
