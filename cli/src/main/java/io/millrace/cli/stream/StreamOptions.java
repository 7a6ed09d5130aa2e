// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.cli.CliException;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LinkState;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code pub} and {@code sub} have in common: where the stream is, and who listens. */
final class StreamOptions {
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

    Endpoint open(Millrace millrace) {
        return listen ? millrace.listen(uri) : millrace.connect(uri);
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
