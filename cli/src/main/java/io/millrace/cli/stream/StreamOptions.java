// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.CliException;
import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.supervision.LinkState;
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

    String stream() {
        return stream;
    }

    boolean isListening() {
        return listen;
    }

    /** Binds or connects. */
    Endpoint open(Millrace millrace) {
        return open(millrace, uri);
    }

    /** As {@link #open(Millrace)}, for who has drained or given up by the time of closing, and need not wait again. */
    Endpoint openToCloseAtOnce(Millrace millrace) {
        boolean chosen = EndpointUri.parse(uri).parameters().stream()
                .anyMatch(parameter -> parameter.name().equals(DRAIN_TIMEOUT));
        String separator = uri.contains("?") ? "&" : "?";
        return open(millrace, chosen ? uri : uri + separator + DRAIN_TIMEOUT + "=" + CLOSE_WITHIN);
    }

    /** Where the endpoint really listens, for peers to connect to. */
    static String boundUri(Endpoint endpoint) {
        return endpoint.uri().toString().replaceFirst("[?&]" + DRAIN_TIMEOUT + "=" + CLOSE_WITHIN + "$", "");
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
