// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.uri.Options;

/**
 * What the options of an endpoint say about TLS, checked against each other. Immutable.
 *
 * @param listening whether it is for a listener
 */
record TlsSettings(
        boolean listening,
        String cert,
        String certKey,
        String certKeyPassword,
        String certStore,
        String certStorePassword,
        String trust,
        String trustStore,
        String trustStorePassword,
        ClientAuth clientAuth,
        boolean verifyHost,
        boolean tls12,
        long reloadNs) {

    /**
     * Reads them.
     *
     * @throws ConfigurationException INVALID_OPTION if they contradict each other, or leave out what a listener needs
     */
    static TlsSettings of(Options options, boolean listening) {
        TlsSettings settings = new TlsSettings(
                listening,
                options.get(TcpsOptions.CERT),
                options.get(TcpsOptions.CERT_KEY),
                options.get(TcpsOptions.CERT_KEY_PASSWORD),
                options.get(TcpsOptions.CERT_STORE),
                options.get(TcpsOptions.CERT_STORE_PASSWORD),
                options.get(TcpsOptions.TRUST),
                options.get(TcpsOptions.TRUST_STORE),
                options.get(TcpsOptions.TRUST_STORE_PASSWORD),
                options.get(TcpsOptions.CLIENT_AUTH),
                options.get(TcpsOptions.VERIFY_HOST),
                options.get(TcpsOptions.TLS12),
                options.get(TcpsOptions.RELOAD).toNanos());
        settings.check();
        return settings;
    }

    private void check() {
        if (!cert.isEmpty() && !certStore.isEmpty()) {
            throw invalid("both cert and cert-store are set", "keep one of them");
        }
        if (cert.isEmpty() != certKey.isEmpty()) {
            throw invalid(
                    cert.isEmpty() ? "cert-key is set, but not cert" : "cert is set, but not cert-key",
                    "a certificate in PEM takes both: cert=FILE&cert-key=FILE");
        }
        if (!trust.isEmpty() && !trustStore.isEmpty()) {
            throw invalid("both trust and trust-store are set", "keep one of them");
        }
        if (listening && cert.isEmpty() && certStore.isEmpty()) {
            throw invalid(
                    "a tcps: listener has no certificate",
                    "set cert=FILE&cert-key=FILE (PEM) or cert-store=FILE&cert-store-password=file:FILE (PKCS#12)");
        }
        if (listening && clientAuth != ClientAuth.NONE && trust.isEmpty() && trustStore.isEmpty()) {
            throw invalid(
                    "client-auth asks for certificates, and nothing says whose are trusted",
                    "set trust=FILE or trust-store=FILE to the authority that signs them");
        }
    }

    private static ConfigurationException invalid(String problem, String hint) {
        return new ConfigurationException(ErrorCode.INVALID_OPTION, problem, hint);
    }

    boolean hasCertificate() {
        return !cert.isEmpty() || !certStore.isEmpty();
    }

    boolean hasTrust() {
        return !trust.isEmpty() || !trustStore.isEmpty();
    }

    /** Without the passwords, which may have been written out in the URI. */
    @Override
    public String toString() {
        return "TLS settings, cert '" + cert + certStore + "', trust '" + trust + trustStore + "'";
    }
}
