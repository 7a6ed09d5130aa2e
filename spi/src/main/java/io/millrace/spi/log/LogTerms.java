// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

/**
 * What the engine says to a broker of one endpoint. Immutable; any thread.
 *
 * @param identity this end's name, stable if it was configured: consumers of a group are called so, unless told otherwise
 * @param connectNs how long connecting, with everything that belongs to it, may take at most, in nanoseconds
 * @param deadAfterNs how long the broker may be silent though it owes an answer, in nanoseconds
 */
public record LogTerms(String identity, long connectNs, long deadAfterNs) {}
