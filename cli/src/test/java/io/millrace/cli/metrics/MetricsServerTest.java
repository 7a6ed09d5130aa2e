// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.Health;
import io.millrace.cli.CommandRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final String ANY_PORT = "tcp://127.0.0.1:0";
    private static final String URI_LINE = "listening on (\\S+)";
    private static final String METRICS_LINE = "metrics at (\\S+)/metrics";

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(String uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
    }

    @Test
    void healthIsAStatusAndItsReasons() throws Exception {
        Health[] health = {new Health(true, true, List.of())};
        try (MetricsServer server = MetricsServer.bind(0)) {
            server.start(() -> health[0]);
            HttpResponse<String> well = get(server.uri() + "/health");
            assertThat(well.statusCode()).isEqualTo(200);
            assertThat(well.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(well.body()).isEqualTo("{\"live\":true,\"ready\":true,\"reasons\":[]}\n");
            health[0] = new Health(true, false, List.of("client tcp://\"h\" is BACKOFF:\tno\\route"));
            HttpResponse<String> away = get(server.uri() + "/health");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.body())
                    .isEqualTo("{\"live\":true,\"ready\":false,"
                            + "\"reasons\":[\"client tcp://\\\"h\\\" is BACKOFF:\\u0009no\\\\route\"]}\n");
            assertThat(get(server.uri() + "/metrics/more").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void subAndPubServeTheirMeters() throws Exception {
        CommandRun sub = CommandRun.start("sub", "--listen", ANY_PORT, "news", "--count", "3", "--metrics", "0");
        String uri = sub.awaitErr(URI_LINE);
        String metrics = sub.awaitErr(METRICS_LINE);
        assertThat(get(metrics + "/health").statusCode()).isEqualTo(200);
        HttpResponse<String> scrape = get(metrics + "/metrics");
        assertThat(scrape.statusCode()).isEqualTo(200);
        assertThat(scrape.body())
                .contains("# TYPE millrace_messages_handled_messages_total counter")
                .containsPattern("millrace_state\\{number=\"1\",role=\"server\",state=\"UP\",uri=\"[^\"]+\"\\} 1\\.0")
                .contains("millrace_ready 1.0");
        CommandRun pub = CommandRun.startWithInput("a\nb\nc\n", "pub", uri, "news", "--metrics", "0");
        assertThat(pub.exitCode()).isZero();
        assertThat(sub.exitCode()).isZero();
        assertThat(sub.out()).isEqualTo("a\nb\nc\n");
    }

    @Test
    void aPubWithoutAPeerIsNotReady() throws Exception {
        CommandRun pub = CommandRun.startWithInput(
                "a\n", "pub", "tcp://127.0.0.1:1", "news", "--drain-timeout", "2s", "--metrics", "0");
        HttpResponse<String> health = get(pub.awaitErr(METRICS_LINE) + "/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("\"ready\":false");
        assertThat(pub.exitCode()).isEqualTo(1);
    }
}
