// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What an application uses: the {@link io.millrace.Millrace runtime}, its {@link io.millrace.Endpoint endpoints}, and
 * the {@link io.millrace.Publication publications} and {@link io.millrace.Subscription subscriptions} on them.
 */
@NullMarked
package io.millrace;

import org.jspecify.annotations.NullMarked;
