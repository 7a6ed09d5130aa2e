// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import java.util.LinkedHashMap;
import java.util.Map;

/** A policy that is a list: of the entries that match an identity the longest decides. Immutable; any thread. */
public final class AccessList implements AccessPolicy {

    private final Map<String, StreamRights> byIdentity;

    private AccessList(Map<String, StreamRights> byIdentity) {
        this.byIdentity = Map.copyOf(byIdentity);
    }

    @Override
    public StreamRights rights(ArrivingPeer peer) {
        String best = null;
        for (String pattern : byIdentity.keySet()) {
            if (StreamNames.match(pattern, peer.identity()) && (best == null || isCloser(pattern, best))) {
                best = pattern;
            }
        }
        return best == null ? StreamRights.none() : byIdentity.getOrDefault(best, StreamRights.none());
    }

    private static boolean isCloser(String pattern, String than) {
        boolean exact = !pattern.endsWith("*");
        return exact || than.endsWith("*") && pattern.length() > than.length();
    }

    /** Collects the list. Not thread-safe. */
    public static final class Builder {
        private final Map<String, StreamRights> byIdentity = new LinkedHashMap<>();

        Builder() {}

        /**
         * Gives an identity, or all that begin so ({@code node-1/*}), these rights.
         *
         * @throws IllegalArgumentException if it is on the list already, or has a {@code *} before its end
         */
        public Builder allow(String identity, StreamRights rights) {
            StreamNames.check("allow", java.util.List.of(identity));
            if (byIdentity.putIfAbsent(identity, rights) != null) {
                throw new IllegalArgumentException("identity '" + identity + "' is on the list twice");
            }
            return this;
        }

        /** The list as it is now. */
        public AccessList build() {
            return new AccessList(byIdentity);
        }
    }
}
