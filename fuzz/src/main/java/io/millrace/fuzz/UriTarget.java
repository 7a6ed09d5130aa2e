// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.error.ConfigurationException;
import io.millrace.internal.engine.EndpointOptions;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import io.millrace.transport.tcp.TcpTransportProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Any text as an endpoint URI, with the options of engine and tcp: understood, or a configuration error; and it prints. */
public final class UriTarget {

    private static final List<Option<?>> OPTIONS = options();

    private UriTarget() {}

    private static List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(EndpointOptions.ALL);
        all.addAll(new TcpTransportProvider().options());
        return List.copyOf(all);
    }

    /** One input. */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            EndpointUri uri = EndpointUri.parse(text);
            if (!EndpointUri.parse(uri.raw()).toString().equals(uri.toString())) {
                throw new AssertionError("reads differently the second time: " + uri);
            }
            uri.eachHost().forEach(EndpointUri::address);
            Options.parse(uri, OPTIONS);
        } catch (ConfigurationException refused) {
            if (String.valueOf(refused.getMessage()).isEmpty()) {
                throw new AssertionError("says nothing", refused);
            }
        }
    }
}
