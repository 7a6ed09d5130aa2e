// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Who an endpoint is and whom it trusts, as its files say it at the moment. When they change, what they say then is used for
 * new links; links that are there stay. If it cannot be used, the old stays in use too. Any thread; looks one at a time.
 */
final class TlsIdentity {

    /** What becomes of a change. */
    interface Notices {
        /** The files have changed, and what they say now is in use; or it is not, because of {@code problem}. */
        void changed(String detail, @Nullable MillraceException problem);
    }

    private final TlsSettings settings;
    private final TlsMaterial material;
    private final Notices notices;
    private volatile SSLContext context;

    /** Files as they were when they were last looked at, whether they could be used or not. */
    private List<String> seen;

    /** Why they could not be used then; empty if they could. */
    private String problem = "";

    /**
     * Reads the files.
     *
     * @throws io.millrace.error.ConfigurationException TLS_MATERIAL, or SECRET_UNAVAILABLE, if they cannot be used
     */
    TlsIdentity(TlsSettings settings, Secrets secrets, Notices notices) {
        this.settings = settings;
        this.material = new TlsMaterial(settings, secrets);
        this.notices = notices;
        // Before they are read: what changes meanwhile is found by the next look
        this.seen = stamps();
        this.context = material.load();
    }

    /**
     * Looks at the files, and reads them anew if they have changed, or could not be used before: a password may have come, or
     * a right. What is wrong is told once.
     */
    synchronized void look() {
        List<String> now = stamps();
        boolean changed = !now.equals(seen);
        if (!changed && problem.isEmpty()) {
            return;
        }
        seen = now;
        try {
            context = material.load();
            problem = "";
        } catch (MillraceException e) {
            tell(e, changed);
            return;
        } catch (RuntimeException e) {
            // A look that throws would be the last one
            tell(
                    MillraceException.of(
                            ErrorCode.TLS_MATERIAL,
                            "reading the files of " + settings + " failed: " + e,
                            "please report it with what the files are",
                            e),
                    changed);
            return;
        }
        notices.changed("the files of " + settings + " have changed; new links use what they say now", null);
    }

    private void tell(MillraceException cause, boolean changed) {
        String before = problem;
        problem = String.valueOf(cause.getMessage());
        if (changed || !problem.equals(before)) {
            notices.changed("the files of " + settings + " have changed; what they said before stays in use", cause);
        }
    }

    /** An engine for an accepted link. */
    SSLEngine accepting() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(common(engine.getSSLParameters()));
        switch (settings.clientAuth()) {
            case NONE -> {}
            case WANT -> engine.setWantClientAuth(true);
            case NEED -> engine.setNeedClientAuth(true);
        }
        return engine;
    }

    /** An engine for a dialled link. */
    SSLEngine dialling(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = common(engine.getSSLParameters());
        if (settings.verifyHost()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLParameters common(SSLParameters parameters) {
        parameters.setProtocols(settings.tls12() ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"});
        return parameters;
    }

    private List<String> stamps() {
        List<String> stamps = new ArrayList<>();
        Stream.of(settings.cert(), settings.certKey(), settings.certStore(), settings.trust(), settings.trustStore())
                .filter(name -> !name.isEmpty())
                .forEach(name -> stamps.add(stamp(name)));
        return stamps;
    }

    private static String stamp(String name) {
        try {
            Path file = Path.of(name);
            return Files.getLastModifiedTime(file) + " " + Files.size(file) + " " + Files.isReadable(file) + " "
                    + file.toRealPath();
        } catch (IOException | InvalidPathException e) {
            return "none";
        }
    }
}
