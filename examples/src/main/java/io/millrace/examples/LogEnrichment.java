// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.pipeline.AnnotationField;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The lines of a log go out over TCP: noise is dropped, and each line is given its number of words, in place. */
public final class LogEnrichment {
    private LogEnrichment() {}

    /** Runs the example. */
    public static void main(String[] args) throws IOException {
        run(System.out);
    }

    static void run(PrintStream out) throws IOException {
        AnnotationField words = AnnotationField.ofInt("words");
        Path log = Files.createTempFile("millrace-example", ".log");
        Files.write(log, List.of("INFO all is well", "DEBUG x=1", "WARN the disk is nearly full"));
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            server.subscribe("log", message -> {
                // Behind the line, as the last bytes of the payload, lies what the stages had to say about it
                int line = message.length() - words.bytes();
                out.println(
                        message.getInt(line) + " words: " + message.asString().substring(0, line));
            });

            Pipeline enrich = millrace.pipeline("enrich")
                    .annotations(words)
                    .stage("filter", (line, stage) -> {
                        if (line.asString().startsWith("DEBUG")) {
                            stage.drop();
                        }
                    })
                    .stage(Stage.stage(
                                    "count",
                                    (line, stage) ->
                                            stage.putInt(words, line.asString().split(" ").length))
                            .writes(words))
                    .to(millrace.connect(server.uri()), "log")
                    .start();
            enrich.feedLines(log).await(Duration.ofSeconds(5));
            out.println("acknowledged: " + enrich.drain(Duration.ofSeconds(5)));
        } finally {
            Files.delete(log);
        }
    }
}
