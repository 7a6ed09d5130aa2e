// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.spi.PeerPrincipal;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The names in a certificate. Stateless. */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int IP = 7;

    private CertificateNames() {}

    /** Whom the peer of a session has proved to be; null if it has shown no certificate. */
    static @Nullable PeerPrincipal principal(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate own) {
                return PeerPrincipal.certificate(
                        own.getSubjectX500Principal().getName(), alternative(own, Set.of(DNS, URI)));
            }
            return null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    /** Hosts, addresses and URIs, for a message. */
    static List<String> all(X509Certificate certificate) {
        return alternative(certificate, Set.of(DNS, URI, IP));
    }

    private static List<String> alternative(X509Certificate certificate, Set<Integer> kinds) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            if (entries == null) {
                return List.of();
            }
            for (List<?> entry : entries) {
                if (entry.get(0) instanceof Integer kind
                        && kinds.contains(kind)
                        && entry.get(1) instanceof String name) {
                    names.add(name);
                }
            }
        } catch (CertificateParsingException e) {
            // What cannot be read names nobody
            return List.of();
        }
        return names;
    }
}
