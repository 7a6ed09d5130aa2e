// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.aeron.AeronFolders;
import io.millrace.bench.system.BenchCertificate;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.SocketPaths;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The URIs of a run: defaults, but for what the user of the bench asked for, and small rings where there are many. */
final class MillraceUris {
    /** Ten thousand rings of the default size would not fit into anybody's memory. */
    private static final String SMALL_RINGS = "ring=32k";

    private static final String DETACH = "slow-consumer=detach";

    /** No limit of a listener is lower by default. */
    private static final int WITHIN_LIMITS = 512;

    /** Of this host more connect than the run counts, such as one that asks whether somebody is there. */
    private static final int SPARE = 16;

    private MillraceUris() {}

    static String listening(RunSettings settings) {
        String uri = withOptions(
                settings,
                switch (settings.transport()) {
                    case MEM -> "mem:bench";
                    case TCP -> "tcp://127.0.0.1:0";
                    case TCPS -> "tcps://127.0.0.1:0";
                    case UDS -> "uds://" + SocketPaths.fresh();
                    case REDIS -> throw new IllegalArgumentException("nobody listens over redis: both sides connect");
                    case AERON -> aeron("aeron:ipc", AeronFolders.fresh().toString(), settings);
                    case AERON_UDP ->
                        aeron(
                                "aeron:udp?endpoint=127.0.0.1:0",
                                AeronFolders.fresh().toString(),
                                settings);
                },
                () -> "cert-store=" + BenchCertificate.store() + "&cert-store-password=" + BenchCertificate.PASSWORD);
        List<String> more = new ArrayList<>(limits(settings));
        if (settings.scenario() == Scenario.FANOUT_SLOW) {
            more.add(DETACH);
        }
        more.removeIf(option -> isSet(settings, option));
        return more.isEmpty() ? uri : joined(uri, String.join("&", more));
    }

    /** A listener's limits are for strangers. Where so many are asked for as they would turn away, they make room. */
    private static List<String> limits(RunSettings settings) {
        if (settings.count() <= WITHIN_LIMITS) {
            return List.of();
        }
        int count = settings.count() + SPARE;
        return switch (settings.scenario()) {
            case STREAMS -> List.of("max-streams=" + settings.count());
            case CONNECTIONS ->
                List.of(
                        "max-connections=" + count,
                        "max-connections-per-host=" + count,
                        "max-pending=" + count,
                        "max-sessions=" + count,
                        "accept-rate=" + count);
            default -> List.of();
        };
    }

    /** What the user of the bench says about an option holds. */
    private static boolean isSet(RunSettings settings, String option) {
        String name = option.substring(0, option.indexOf('=') + 1);
        return Stream.of(settings.options().split("&")).anyMatch(own -> own.startsWith(name));
    }

    /** The driver is the listening side's, with a thread that waits as the others do. */
    private static String aeron(String channel, String directory, RunSettings settings) {
        String idle = settings.waitMode() == WaitMode.YIELD ? "&aeron.idle=yield" : "";
        return channel + "#aeron.driver=embedded&aeron.dir=" + directory + idle;
    }

    /** {@code address} is what a listening endpoint calls itself: its options are not the connecting side's. */
    static String connecting(RunSettings settings, String address) {
        if (settings.transport().isAeron()) {
            // Where the driver is, and how it waits, is all that the two sides share
            return withOptions(settings, address.replaceAll("&(?!aeron\\.)[^&]*", ""), () -> "");
        }
        int query = address.indexOf('?');
        return withOptions(
                settings, query < 0 ? address : address.substring(0, query), () -> "trust=" + BenchCertificate.trust());
    }

    private static String withOptions(RunSettings settings, String uri, Supplier<String> tlsOptions) {
        List<String> options = new ArrayList<>();
        if (settings.transport() == Transport.TCPS) {
            options.add(tlsOptions.get());
        }
        if (settings.waitMode() != WaitMode.ADAPTIVE) {
            options.add("idle=" + settings.waitMode().label());
        }
        if (!settings.options().isEmpty()) {
            options.add(settings.options());
        } else if (settings.scenario().isMany()) {
            options.add(SMALL_RINGS);
        }
        return options.isEmpty() ? uri : joined(uri, String.join("&", options));
    }

    private static String joined(String uri, String options) {
        boolean hasOptions = uri.indexOf(uri.startsWith("aeron:") ? '#' : '?') >= 0;
        return uri + (hasOptions ? '&' : '?') + options;
    }
}
