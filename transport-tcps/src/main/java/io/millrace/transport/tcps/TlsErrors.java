// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import java.util.Locale;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Errors of the JDK's TLS as errors of ours. The JDK has few types for them; an alert of the peer is told by the text alone,
 * which is the same in every language.
 */
final class TlsErrors {
    private static final String ALERT = "Received fatal alert: ";
    private static final String NO_CERTIFICATE = "Empty client certificate chain";
    private static final int MAX_TEXT = 512;

    private TlsErrors() {}

    /**
     * What a failure means.
     *
     * @param greeting true until the handshake is done
     */
    static MillraceException of(String link, SSLException failure, boolean greeting) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateRefusal refusal) {
                return refusal.toException(link);
            }
            if (cause instanceof AEADBadTagException) {
                return badRecord(link, failure);
            }
        }
        String reason = RemoteText.clean(String.valueOf(failure.getMessage()), MAX_TEXT);
        int alert = reason.indexOf(ALERT);
        if (alert >= 0) {
            return ofAlert(link, reason.substring(alert + ALERT.length()).toLowerCase(Locale.ROOT), failure, greeting);
        }
        if (reason.contains(NO_CERTIFICATE)) {
            return new LinkException(
                    ErrorCode.TLS_UNTRUSTED,
                    link + ": the peer shows no certificate, and client-auth=need asks for one",
                    "set cert and cert-key at the peer",
                    failure);
        }
        if (failure instanceof SSLHandshakeException) {
            return disagreement(link, reason, failure);
        }
        return new LinkException(
                ErrorCode.LINK_IO,
                link + ": TLS failed: " + reason,
                "it is dialled again; often: please report it",
                failure);
    }

    private static MillraceException ofAlert(String link, String alert, SSLException failure, boolean greeting) {
        return switch (alert) {
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "certificate_required",
                    "unknown_ca",
                    "access_denied" ->
                MillraceException.of(
                        ErrorCode.REJECTED_CERTIFICATE,
                        link + ": the peer does not accept the certificate of this end, or misses one (alert " + alert
                                + ")",
                        "set cert and cert-key (or cert-store) to one that the peer trusts; its own event says what is wrong",
                        failure);
            case "bad_record_mac", "decrypt_error", "record_overflow" -> badRecord(link, failure);
            default ->
                greeting
                        ? disagreement(link, "the peer's alert is " + alert, failure)
                        : new LinkException(
                                ErrorCode.LINK_IO,
                                link + ": the peer gave TLS up (alert " + alert + ")",
                                "see the peer's event; it is dialled again",
                                failure);
        };
    }

    private static LinkException disagreement(String link, String reason, SSLException failure) {
        return new LinkException(
                ErrorCode.TLS_HANDSHAKE_FAILED,
                link + ": the two ends do not agree on TLS: " + reason,
                "both must speak TLS 1.3 (tls12=true allows TLS 1.2 as well), with a certificate of a kind that both know",
                failure);
    }

    private static LinkException badRecord(String link, SSLException failure) {
        return new LinkException(
                ErrorCode.TLS_BAD_RECORD,
                link + ": a record of TLS was changed on its way",
                "it is dialled again and resumed; often: look for a device that changes bytes, or for an attacker",
                failure);
    }

    /** The stream ended, and nobody had said that it would. */
    static LinkException truncated(String link, LinkException end) {
        return new LinkException(
                ErrorCode.TLS_TRUNCATED,
                link + " ended without the farewell of TLS (close_notify)",
                "the peer died, or somebody on the way cut the connection; it is dialled again and resumed",
                end);
    }

    static LinkException hungUp(String link, LinkException end) {
        return new LinkException(
                ErrorCode.LINK_EOF,
                link + ": the peer closed the connection during the handshake of TLS",
                "if the peer should be up, look into its log",
                end);
    }

    static LinkException ended(String link) {
        return new LinkException(
                ErrorCode.LINK_EOF, "the peer has closed " + link, "if the peer should be up, look into its log");
    }
}
