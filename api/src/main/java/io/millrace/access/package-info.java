// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Who may come and what they may do: session tokens, the keys that sign them, and policies of streams.
 *
 * <p>Start at {@link io.millrace.access.TokenKeys} to sign tokens, and at {@link io.millrace.access.AccessPolicy} for rules
 * of your own. The options that use them are in the table of docs/operations.md.
 */
@NullMarked
package io.millrace.access;

import org.jspecify.annotations.NullMarked;
