// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/** Why a certificate was not accepted, told apart and in words. Thrown within a handshake, and found again as a cause. */
final class CertificateRefusal extends CertificateException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_TEXT = 512;

    private final ErrorCode code;

    CertificateRefusal(X509Certificate[] chain, CertificateException cause) {
        super(problem(code(chain, cause), chain, cause), cause);
        this.code = code(chain, cause);
    }

    /** What the engine is told. */
    MillraceException toException(String link) {
        return new LinkException(code, link + ": " + getMessage(), hint(), this);
    }

    private String hint() {
        return switch (code) {
            case TLS_EXPIRED -> "renew it; or set the clock of the host that is wrong";
            case TLS_WRONG_NAME ->
                "dial a name that it has, say server-name=NAME, or have one issued that names the host";
            default -> "set trust=FILE (or trust-store) to the authority that signed it, or find out who answers there";
        };
    }

    private static ErrorCode code(X509Certificate[] chain, CertificateException e) {
        if (isDate(e)) {
            return ErrorCode.TLS_EXPIRED;
        }
        // The JDK's check of the name is the one that gives no cause and has no type of its own
        if (e.getClass() == CertificateException.class && e.getCause() == null) {
            return ErrorCode.TLS_WRONG_NAME;
        }
        return expired(chain) == null ? ErrorCode.TLS_UNTRUSTED : ErrorCode.TLS_EXPIRED;
    }

    private static boolean isDate(CertificateException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException
                    || cause instanceof CertificateNotYetValidException
                    || cause instanceof CertPathValidatorException path
                            && (path.getReason() == BasicReason.EXPIRED
                                    || path.getReason() == BasicReason.NOT_YET_VALID)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable X509Certificate expired(X509Certificate[] chain) {
        for (X509Certificate certificate : chain) {
            try {
                certificate.checkValidity();
            } catch (CertificateException e) {
                return certificate;
            }
        }
        return null;
    }

    private static String problem(ErrorCode code, X509Certificate[] chain, CertificateException cause) {
        X509Certificate own = chain[0];
        String subject = RemoteText.clean(own.getSubjectX500Principal().getName(), MAX_TEXT);
        return switch (code) {
            case TLS_EXPIRED -> {
                X509Certificate expired = expired(chain);
                X509Certificate shown = expired == null ? own : expired;
                yield "the certificate of "
                        + RemoteText.clean(shown.getSubjectX500Principal().getName(), MAX_TEXT)
                        + " is valid from " + shown.getNotBefore().toInstant() + " to "
                        + shown.getNotAfter().toInstant();
            }
            case TLS_WRONG_NAME ->
                "the certificate of " + subject + " is for other names ("
                        + RemoteText.clean(String.join(", ", CertificateNames.all(own)), MAX_TEXT) + "): "
                        + RemoteText.clean(String.valueOf(cause.getMessage()), MAX_TEXT);
            default ->
                "the certificate of " + subject + ", issued by "
                        + RemoteText.clean(own.getIssuerX500Principal().getName(), MAX_TEXT)
                        + ", is not trusted here: "
                        + RemoteText.clean(String.valueOf(cause.getMessage()), MAX_TEXT);
        };
    }
}
