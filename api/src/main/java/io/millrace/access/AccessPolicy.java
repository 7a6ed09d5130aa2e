// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

/**
 * What peers may publish and subscribe to at the listening endpoints of a runtime; given to {@code
 * Millrace.Builder.accessPolicy}. Called once for each link, when a peer has said HELLO and been found to be who it says
 * it is, on the runtime's I/O thread: it must be quick, and must not wait. Nothing asks it again for a message.
 *
 * <p>A right takes both: the policy's and, if the peer has a token, the token's claims.
 */
@FunctionalInterface
public interface AccessPolicy {

    /**
     * The peer's rights. {@link StreamRights#none()} lets its session live and denies it every stream.
     *
     * @throws RuntimeException to turn it away altogether ({@code REJECTED_AUTH}); the message stays in the local event
     */
    StreamRights rights(ArrivingPeer peer);

    /** A list of identities and their rights; who is not on it has none. */
    static AccessList.Builder builder() {
        return new AccessList.Builder();
    }
}
