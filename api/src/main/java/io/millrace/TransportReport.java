// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@link Millrace#transports()}: a transport that was found, or a provider that could not be used.
 * Immutable.
 *
 * @param name the transport's name, or the provider's class if it could not be loaded
 * @param schemes the URI schemes it serves; empty if it could not be loaded
 * @param location the jar or folder it came from
 * @param problem why it cannot be used, with the cure; null if it can
 */
public record TransportReport(
        String name,
        Set<String> schemes,
        String location,
        @Nullable String problem) {}
