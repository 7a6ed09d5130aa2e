// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.access.SessionToken;
import io.millrace.access.StreamRights;
import io.millrace.access.TokenKeys;
import io.millrace.cli.CommandRun;
import io.millrace.error.MillraceException;
import io.millrace.supervision.LinkState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret goes in by every way there is, everything fails that can, and it comes out nowhere. */
final class CanaryTest {
    /** As base64 it is a key of 33 bytes, so that the key itself can be looked for. */
    private static final String CANARY = "canary5ecre7canary5ecre7canary5ecre7canary5e";

    private static final String PART = "canary5ecre7";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TokenKeys KEYS = TokenKeys.parse("k1:" + CANARY);

    private final StringWriter everything = new StringWriter();
    private final PrintWriter sink = new PrintWriter(everything, true);
    private final Events events = new Events();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @TempDir
    private Path folder;

    @Test
    void isNowhere() throws Exception {
        Handler log = logHandler();
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        Path keyFile = Files.writeString(folder.resolve("keys"), "k1:" + CANARY + "\n");
        Millrace.Builder builder = Millrace.builder()
                .listener(events)
                .listener(event -> keep(event, event.cause()))
                .meterRegistry(meters)
                .secret("keys", () -> "k1:" + CANARY)
                .secret("garbage", () -> CANARY)
                .secret("broken", () -> {
                    throw new IllegalStateException(CANARY);
                });
        try (Millrace millrace = builder.build()) {
            for (String keys : List.of("k1:" + CANARY, "file:" + keyFile, "callback:keys")) {
                Endpoint server = millrace.listen("tcp://127.0.0.1:0?name=hub&drain-timeout=10ms&token-keys=" + keys);
                server.subscribe("orders", message -> {});
                failEveryWay(millrace, server);
                if (keys.startsWith("file:")) {
                    runCommands(server, keyFile);
                }
                tellAll(millrace, server);
                server.close();
                keep(server);
            }
            mistakes(millrace);
            Thread.getAllStackTraces().keySet().forEach(thread -> keep(thread.getName()));
            meters.getMeters().forEach(meter -> keep(meter.getId(), meter.measure()));
        } finally {
            root.removeHandler(log);
            System.setOut(out);
            System.setErr(err);
        }
        keep(printed.toString(StandardCharsets.UTF_8));
        keep(KEYS);

        String seen = everything.toString();
        assertThat(seen)
                .contains("token=***", "token-keys=***")
                .contains(
                        "TOKEN_INVALID",
                        "TOKEN_EXPIRED",
                        "TOKEN_AUDIENCE",
                        "TOKEN_REPLAYED",
                        "IDENTITY_UNPROVEN",
                        "STREAM_DENIED",
                        "SECRET_UNAVAILABLE",
                        "UNKNOWN_OPTION",
                        "INVALID_URI");
        assertThat(seen.indexOf(PART)).as(around(seen, PART)).isNegative();
        assertThat(seen.indexOf("mrt1.k1")).as(around(seen, "mrt1.k1")).isNegative();
    }

    /** Every kind of refusal, each of its token by each way into a URI. */
    private void failEveryWay(Millrace millrace, Endpoint server) throws Exception {
        String uri = "tcp://127.0.0.1:" + server.uri().port() + "?name=a&drain-timeout=10ms&token=";
        String good = sign("a", "hub", Duration.ZERO);
        Endpoint first = millrace.connect(uri + good);
        Publication denied = first.publication("secrets");
        Await.until(PATIENCE, "up", events::toString, () -> first.state() == LinkState.UP);
        attempt(() -> denied.publish("x"));
        attempt(() -> first.subscribe("secrets", message -> {}));
        tellAll(millrace, first);
        List<String> tokens = List.of(
                good, // replayed
                CANARY,
                sign("a", "hub", Duration.ofDays(-1)),
                sign("a", "elsewhere", Duration.ZERO),
                sign("b", "hub", Duration.ZERO),
                good + CANARY);
        for (String token : tokens) {
            Path file = Files.writeString(folder.resolve("token"), token);
            for (String reference : List.of(token, "file:" + file, "callback:garbage")) {
                Endpoint client = millrace.connect(uri + reference);
                Await.until(PATIENCE, "refused", events::toString, () -> client.state() == LinkState.FAILED);
                attempt(() -> client.publication("orders").publish("x"));
                tellAll(millrace, client);
                client.close();
                keep(client, client.failure());
            }
        }
        first.close();
    }

    private static String sign(String subject, String audience, Duration offset) {
        return KEYS.sign(SessionToken.issue(
                subject, audience, Instant.now().plus(offset), Duration.ofHours(1), StreamRights.publishing("orders")));
    }

    private void tellAll(Millrace millrace, Endpoint endpoint) {
        keep(endpoint, endpoint.uri(), endpoint.counters(), endpoint.sessionReports(), endpoint.identity());
        keep(endpoint.failure(), endpoint.publication("orders"), millrace.health(), millrace.transports(), millrace);
    }

    /** Mistakes of who writes the URI. */
    private void mistakes(Millrace millrace) {
        Stream.of(
                        "?token=" + CANARY + "&nonsense=1",
                        "?token=" + CANARY + "&token=" + CANARY,
                        "?token-keys=" + CANARY,
                        "?token=callback:broken",
                        "?token=callback:nobody",
                        "?token=file:/nowhere/" + "at-all",
                        "?token=" + CANARY + "#" + CANARY,
                        "?ring=1&token=" + CANARY,
                        "?password=" + CANARY)
                .forEach(options -> attempt(() -> millrace.connect("tcp://127.0.0.1:1" + options)));
        attempt(() -> millrace.connect("tcp://user:" + CANARY + "@127.0.0.1:1?token=" + CANARY + "&x=y"));
        attempt(() -> millrace.listen("tcp://127.0.0.1:0?token=" + CANARY));
        attempt(() -> millrace.listen("tcp://127.0.0.1:0?token-keys=k1:" + CANARY));
        attempt(() -> millrace.listen("tcp://0.0.0.0:0?name=hub&token-keys=k1:" + CANARY));
        attempt(() -> millrace.listen("tcp://127.0.0.1:0?name=hub&token-keys=" + CANARY));
        attempt(() -> millrace.listen("tcp://127.0.0.1:0?name=hub&token-keys=k1:" + CANARY + ",k1:" + CANARY));
    }

    private void runCommands(Endpoint server, Path keyFile) throws Exception {
        String address = "tcp://127.0.0.1:" + server.uri().port();
        Path token = Files.writeString(folder.resolve("cli"), sign("b", "hub", Duration.ZERO));
        keep(CommandRun.startWithInput("x\n", "pub", "--verbose", address + "?name=a&token=" + CANARY, "orders"));
        keep(CommandRun.start("sub", "--verbose", "--token-file", token.toString(), address + "?name=a", "orders"));
        keep(CommandRun.start("sub", "--verbose", "--token-file", token.toString(), address + "?name=b", "secrets"));
        keep(CommandRun.start("sub", "--verbose", "--listen", address + "?token=" + CANARY, "orders"));
        keep(CommandRun.start("token", "show", "--keys", keyFile.toString(), token.toString()));
        keep(CommandRun.start("token", "show", keyFile.toString()));
        keep(CommandRun.start("token", "show", "--keys", token.toString(), token.toString()));
        Process process = environmentCommand(address);
        keep(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
    }

    /** Only another process has another environment. */
    private static Process environmentCommand(String address) throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.cli.Main",
                "sub",
                "--verbose",
                address + "?name=a&token=env:CANARY",
                "orders");
        command.environment().put("CANARY", CANARY);
        return command.redirectErrorStream(true).start();
    }

    private void keep(CommandRun run) {
        run.exitCode();
        keep(run.out(), run.err());
    }

    private void attempt(Runnable mistake) {
        try {
            mistake.run();
            keep("nothing was wrong");
        } catch (MillraceException e) {
            keep(e.code(), e.detail(), e.hint(), e);
            e.printStackTrace(sink);
        }
    }

    private synchronized void keep(Object... things) {
        for (Object thing : things) {
            sink.println(thing);
            if (thing instanceof Throwable thrown) {
                thrown.printStackTrace(sink);
            }
        }
    }

    private Handler logHandler() {
        return new Handler() {
            @Override
            public void publish(LogRecord entry) {
                keep(entry.getMessage(), entry.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static String around(String text, String part) {
        int at = text.indexOf(part);
        return at < 0 ? "nowhere" : text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 100));
    }

    /** What the tests of all modules have printed and reported up to now: those before this one in the build. */
    @Test
    void isInNoReport() throws Exception {
        Path root = Path.of(System.getProperty("millrace.root", ".."));
        try (Stream<Path> files = Files.walk(root, 4)) {
            List<Path> reports = files.filter(file -> file.toString().contains("surefire-reports"))
                    .filter(file ->
                            file.toString().endsWith(".xml") || file.toString().endsWith(".txt"))
                    .filter(Files::isRegularFile)
                    .toList();
            for (Path report : reports) {
                assertThat(Files.readString(report, StandardCharsets.ISO_8859_1).contains(PART))
                        .as(report.toString())
                        .isFalse();
            }
        }
    }
}
