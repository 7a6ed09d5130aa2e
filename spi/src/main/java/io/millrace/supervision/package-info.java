// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/** The states of an endpoint and of its sessions, and the events that tell an application what happens to them. */
@NullMarked
package io.millrace.supervision;

import org.jspecify.annotations.NullMarked;
