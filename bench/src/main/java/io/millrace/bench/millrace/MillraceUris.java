// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.bench.system.BenchCertificate;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.SocketPaths;
import io.millrace.bench.system.Transport;
import io.millrace.bench.system.WaitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The URIs of a run: defaults, but for what the user of the bench asked for, and small rings where there are many. */
final class MillraceUris {
    /** Ten thousand rings of the default size would not fit into anybody's memory. */
    private static final String SMALL_RINGS = "ring=32k";

    private static final String DETACH = "slow-consumer=detach";

    private MillraceUris() {}

    static String listening(RunSettings settings) {
        String uri = withOptions(
                settings,
                switch (settings.transport()) {
                    case MEM -> "mem:bench";
                    case TCP -> "tcp://127.0.0.1:0";
                    case TCPS -> "tcps://127.0.0.1:0";
                    case UDS -> "uds://" + SocketPaths.fresh();
                },
                () -> "cert-store=" + BenchCertificate.store() + "&cert-store-password=" + BenchCertificate.PASSWORD);
        if (settings.scenario() != Scenario.FANOUT_SLOW) {
            return uri;
        }
        return uri + (uri.indexOf('?') < 0 ? '?' : '&') + DETACH;
    }

    /** {@code address} is what a listening endpoint calls itself: its options are not the connecting side's. */
    static String connecting(RunSettings settings, String address) {
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
        return options.isEmpty() ? uri : uri + '?' + String.join("&", options);
    }
}
