// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.Health;
import io.millrace.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Answers {@code /metrics} in the text format of Prometheus and {@code /health} in JSON, on the loopback address: 200 if
 * the runtime is live and ready, 503 and the reasons if not. Made and closed by a command; answers on a thread of its own.
 */
public final class MetricsServer implements AutoCloseable {

    /** The system property of a process that says where it answers, for {@code ./millrace top PID}. */
    public static final String ADDRESS_PROPERTY = "millrace.metrics";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpServer server;

    private MetricsServer(HttpServer server) {
        this.server = server;
    }

    /** Binds a port, 0 for a free one; nothing is answered before {@link #start}. */
    public static MetricsServer bind(int port) {
        if (port < 0 || port > 65_535) {
            throw CliException.usage("--metrics " + port + " is outside 0..65535", "0 takes a free port");
        }
        try {
            return new MetricsServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
        } catch (IOException e) {
            throw CliException.failure(
                    "--metrics " + port + ": cannot listen: " + e.getMessage(),
                    "take another port; 0 takes a free one");
        }
    }

    /** For {@code Millrace.builder().meterRegistry}. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Begins to answer. */
    public void start(Supplier<Health> health) {
        server.createContext("/metrics", exchange -> {
            answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
        });
        server.createContext("/health", exchange -> {
            Health now = health.get();
            answer(exchange, now.live() && now.ready() ? 200 : 503, "application/json", HealthJson.of(now));
        });
        server.start();
        System.setProperty(ADDRESS_PROPERTY, uri());
    }

    /** Where to ask. */
    public String uri() {
        InetSocketAddress bound = server.getAddress();
        return "http://" + bound.getAddress().getHostAddress() + ":" + bound.getPort();
    }

    private static void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
        try (exchange) {
            boolean read = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            boolean found = exchange.getRequestURI()
                    .getPath()
                    .equals(exchange.getHttpContext().getPath());
            byte[] body = (read && found ? text : "ask GET /metrics or GET /health\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", read && found ? type : "text/plain");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(!found ? 404 : read ? code : 405, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        System.getProperties().remove(ADDRESS_PROPERTY, uri());
        server.stop(0);
        registry.close();
    }
}
