// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who the carrier itself proves the peer to be, before a byte of the session is read; made by a transport, read by the
 * engine, which binds identities and permissions to it. Immutable; any thread.
 *
 * @param kind how it was proved
 * @param name the certificate's subject (RFC 2253), or the user's name
 * @param alternativeNames the DNS and URI names of a certificate; empty for a user
 * @param group the user's group; null for a certificate
 */
public record PeerPrincipal(
        Kind kind,
        String name,
        List<String> alternativeNames,
        @Nullable String group) {

    /** How the peer was proved to be somebody. */
    public enum Kind {
        /** A certificate whose chain and private key were verified (TLS with client authentication, or a server's). */
        CERTIFICATE,
        /** The kernel's word about a process on this host ({@code SO_PEERCRED}). */
        UNIX_USER
    }

    /** Copies the list. */
    public PeerPrincipal {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        alternativeNames = List.copyOf(alternativeNames);
    }

    /** A verified certificate. */
    public static PeerPrincipal certificate(String subject, List<String> alternativeNames) {
        return new PeerPrincipal(Kind.CERTIFICATE, subject, alternativeNames, null);
    }

    /** A process on this host. */
    public static PeerPrincipal unixUser(String user, String group) {
        return new PeerPrincipal(Kind.UNIX_USER, user, List.of(), group);
    }
}
