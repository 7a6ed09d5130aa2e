// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.access.AccessPolicy;
import io.millrace.spi.Secrets;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime has for letting peers in.
 *
 * @param secrets where options' secrets are read from
 * @param policy of all its listeners; null if tokens alone decide
 * @param wallClock by which tokens begin and end, and nothing else: their times are those of other machines, which no
 *     monotonic clock can tell
 */
public record RuntimeAccess(Secrets secrets, @Nullable AccessPolicy policy, InstantSource wallClock) {

    /** No callbacks, no policy, the system's clock. */
    public static final RuntimeAccess DEFAULT = new RuntimeAccess(Secrets.of(Map.of()), null, InstantSource.system());
}
