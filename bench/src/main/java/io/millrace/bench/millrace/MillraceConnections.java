// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.millrace;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import io.millrace.bench.system.ManySender;
import io.millrace.bench.system.OpenFiles;
import io.millrace.bench.system.RunSettings;
import java.util.ArrayList;
import java.util.List;

/** The dialling side of many connections from one runtime to one listener; the stream has the same name on each. */
final class MillraceConnections {
    private MillraceConnections() {}

    static ManySender sender(RunSettings settings, String address, boolean exclusive) {
        OpenFiles.checkRoomFor(settings.count());
        Millrace millrace = MillraceRuntimes.start(settings);
        List<Endpoint> endpoints = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        for (int i = 0; i < settings.count(); i++) {
            Endpoint endpoint = millrace.connect(MillraceUris.connecting(settings, address));
            endpoints.add(endpoint);
            publications.add(
                    exclusive
                            ? endpoint.exclusivePublication(MillraceSystem.STREAM)
                            : endpoint.publication(MillraceSystem.STREAM));
        }
        endpoints.forEach(MillraceNode::awaitUp);
        return new MillraceMany(millrace, publications, settings.sizes());
    }
}
