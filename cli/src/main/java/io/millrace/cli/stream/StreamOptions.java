// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.CliException;
import io.millrace.cli.Progress;
import io.millrace.cli.metrics.MetricsServer;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LifecycleListener;
import io.millrace.supervision.LinkState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code pub} and {@code sub} have in common: where the stream is, and who listens. */
final class StreamOptions {
    private static final String DRAIN_TIMEOUT = "drain-timeout";
    private static final String CLOSE_WITHIN = "500ms";

    @Parameters(index = "0", paramLabel = "URI", description = "Such as tcp://127.0.0.1:7400; port 0 takes a free one.")
    private String uri;

    @Parameters(index = "1", paramLabel = "STREAM", description = "Name of the stream.")
    private String stream;

    @Option(
            names = {"-l", "--listen"},
            description = "Bind the URI and wait for peers, instead of connecting to it.")
    private boolean listen;

    @Option(
            names = "--metrics",
            paramLabel = "PORT",
            description =
                    "Serve /metrics (Prometheus) and /health there, on the loopback address; 0 takes a free port.")
    private @Nullable Integer metricsPort;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Connecting: show the listener the session token in this file, as token=file:FILE does.")
    private @Nullable Path tokenFile;

    String stream() {
        return stream;
    }

    boolean isListening() {
        return listen;
    }

    /** The server of metrics, if one is wanted; bound, so that a port in use ends the command before it begins. */
    @Nullable MetricsServer metrics() {
        return metricsPort == null ? null : MetricsServer.bind(metricsPort);
    }

    /** A runtime that tells the listener, and registers its meters with the server if there is one. */
    static Millrace start(LifecycleListener listener, @Nullable MetricsServer metrics) {
        Millrace.Builder builder = Millrace.builder().listener(listener);
        return (metrics == null ? builder : builder.meterRegistry(metrics.registry())).build();
    }

    /** Begins to answer for a runtime whose endpoint is open; before that it would be ready for nothing. */
    static void serve(@Nullable MetricsServer metrics, Millrace millrace, Progress progress) {
        if (metrics != null) {
            metrics.start(millrace::health);
            progress.note("  metrics at " + metrics.uri() + "/metrics");
        }
    }

    /** Binds or connects. */
    Endpoint open(Millrace millrace) {
        return open(millrace, uri());
    }

    /** As {@link #open(Millrace)}, for who has drained or given up by the time of closing, and need not wait again. */
    Endpoint openToCloseAtOnce(Millrace millrace) {
        String where = uri();
        boolean chosen = EndpointUri.parse(where).parameters().stream()
                .anyMatch(parameter -> parameter.name().equals(DRAIN_TIMEOUT));
        return open(millrace, chosen ? where : with(where, DRAIN_TIMEOUT, CLOSE_WITHIN));
    }

    private String uri() {
        if (tokenFile == null) {
            return uri;
        }
        if (listen) {
            throw CliException.usage(
                    "--token-file is for who connects",
                    "a listener verifies tokens: set token-keys=file:... in the URI");
        }
        String path = URLEncoder.encode(tokenFile.toString(), StandardCharsets.UTF_8);
        return with(uri, "token", "file:" + path.replace("+", "%20"));
    }

    private static String with(String uri, String option, String value) {
        return EndpointUri.parse(uri).withParameter(option, value).raw();
    }

    /** Where the endpoint really listens, for peers to connect to. */
    static String boundUri(Endpoint endpoint) {
        return endpoint.uri().toString().replaceFirst("[?&#]" + DRAIN_TIMEOUT + "=" + CLOSE_WITHIN + "$", "");
    }

    private Endpoint open(Millrace millrace, String where) {
        return listen ? millrace.listen(where) : millrace.connect(where);
    }

    /** Throws the cause if the endpoint will never work again. */
    static void checkAlive(Endpoint endpoint) {
        if (endpoint.state() == LinkState.FAILED) {
            MillraceException failure = endpoint.failure();
            throw failure != null
                    ? failure
                    : CliException.failure(endpoint.uri() + " has failed", "--verbose shows the events that led to it");
        }
    }
}
