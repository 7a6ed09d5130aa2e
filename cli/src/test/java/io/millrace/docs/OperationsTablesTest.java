// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.EndpointCounters;
import io.millrace.MetricName;
import io.millrace.OfferStatus;
import io.millrace.error.ErrorClass;
import io.millrace.error.ErrorCode;
import io.millrace.internal.engine.EndpointOptions;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LinkState;
import io.millrace.transport.aeron.AeronTransportProvider;
import io.millrace.transport.redis.RedisTransportProvider;
import io.millrace.transport.tcp.TcpTransportProvider;
import io.millrace.transport.tcps.TcpsTransportProvider;
import io.millrace.transport.uds.UdsTransportProvider;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/operations.md list what the code has. Those of the options are written by {@link Options#describe}:
 * when this test fails, put the expected text between the section's two comments.
 */
class OperationsTablesTest {
    private static final String OPERATIONS = Documents.read("docs/operations.md");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
    private static final Pattern ERROR = Pattern.compile("(?m)^\\| (MR-\\d+) \\| `(\\w+)` \\| (\\w+) \\|");

    @Test
    void engineOptions() {
        assertOptions("options of the engine", EndpointOptions.ALL);
    }

    @Test
    void tcpOptions() {
        assertOptions("options of tcp", new TcpTransportProvider().options());
    }

    @Test
    void tcpsOptions() {
        List<Option<?>> own = new ArrayList<>(new TcpsTransportProvider().options());
        own.removeAll(new TcpTransportProvider().options());
        assertOptions("options of tcps", own);
    }

    @Test
    void udsOptions() {
        assertOptions("options of uds", new UdsTransportProvider().options());
    }

    @Test
    void redisOptions() {
        assertThat(Documents.section(Documents.read("docs/redis.md"), "options of redis"))
                .isEqualTo(Options.describe(new RedisTransportProvider().options()));
    }

    @Test
    void aeronOptions() {
        assertOptions("options of aeron", new AeronTransportProvider().options());
    }

    private static void assertOptions(String section, List<Option<?>> options) {
        assertThat(Documents.section(OPERATIONS, section)).isEqualTo(Options.describe(options));
    }

    @Test
    void errors() {
        Stream<String> documented = ERROR.matcher(Documents.section(OPERATIONS, "errors"))
                .results()
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3));
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> code.id() + " " + code.name() + " " + code.errorClass())
                        .toList());
    }

    @Test
    void errorClasses() {
        assertNames("error classes", names(ErrorClass.values()));
    }

    @Test
    void states() {
        assertNames("states", names(LinkState.values()));
    }

    @Test
    void events() {
        assertNames("events", names(LifecycleEvent.Kind.values()));
    }

    @Test
    void statuses() {
        assertNames("statuses", names(OfferStatus.values()));
    }

    @Test
    void counters() {
        assertNames(
                "counters",
                Arrays.stream(EndpointCounters.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    /** The table is the enum's: when this fails, put the expected text between the section's two comments. */
    @Test
    void metrics() {
        StringBuilder table =
                new StringBuilder("| meter | kind | unit | more tags | what it measures |\n|---|---|---|---|---|");
        for (MetricName name : MetricName.values()) {
            String tags = name.tags().stream().map(tag -> "`" + tag + "`").collect(Collectors.joining(", "));
            table.append("\n| `").append(name.meter()).append("` | ");
            table.append(name.kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(name.unit());
            table.append(" | ")
                    .append(tags)
                    .append(" | ")
                    .append(name.description())
                    .append(" |");
        }
        assertThat(Documents.section(OPERATIONS, "metrics").strip()).isEqualTo(table.toString());
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }

    /** A row each, no row without one; the order is the document's own. */
    private static void assertNames(String section, List<String> expected) {
        assertThat(FIRST_CELL
                        .matcher(Documents.section(OPERATIONS, section))
                        .results()
                        .map((MatchResult row) -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(expected);
    }
}
