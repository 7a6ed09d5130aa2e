// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.spi.PeerPrincipal;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names that a proof gives its bearer. Stateless. */
final class ProvenNames {

    private ProvenNames() {}

    /** A user's name; of a certificate its DNS and URI names, its common name, its whole subject. */
    static List<String> of(PeerPrincipal principal) {
        if (principal.kind() == PeerPrincipal.Kind.UNIX_USER) {
            return List.of(principal.name());
        }
        List<String> names = new ArrayList<>(principal.alternativeNames());
        names.add(principal.name());
        try {
            for (Rdn part : new LdapName(principal.name()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.size() == 1) {
                    names.add(String.valueOf(part.getValue()));
                }
            }
        } catch (InvalidNameException e) {
            // A subject that cannot be taken apart proves its whole text and its alternative names, no more.
            return names;
        }
        return names;
    }

    /** Whether a name covers an identity: its own, or that of an endpoint of the node, {@code name/…}. */
    static boolean covers(String name, String identity) {
        return !name.isEmpty()
                && identity.startsWith(name)
                && (identity.length() == name.length() || identity.charAt(name.length()) == '/');
    }
}
