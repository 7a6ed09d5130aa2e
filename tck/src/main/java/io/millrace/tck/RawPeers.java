// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.Endpoint;
import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Peers that are no runtimes: bare links to a listening endpoint, which say what the test says, or nothing. */
final class RawPeers implements AutoCloseable {

    private final Scene scene;
    private final EndpointUri uri;
    private final Crank crank;
    private final List<FrameLink> links = new ArrayList<>();

    RawPeers(Scene scene, Endpoint listening) {
        this.scene = scene;
        EndpointUri bound = FaultyProvider.reveal(listening.uri()).withoutParameters();
        this.uri = EndpointUri.parse(scene.kit().connectUri(bound));
        this.crank = new Crank(scene.kit().provider());
    }

    /** So many links are connected, and say this. */
    void connect(int count, @Nullable ByteBuffer saying) {
        for (int i = 0; i < count; i++) {
            FrameLink link = crank.transport()
                    .dial(uri, Options.parse(uri, scene.kit().provider().options()));
            links.add(link);
            scene.until("a raw peer connects", () -> {
                crank.look();
                return link.finishConnect();
            });
            if (saying != null) {
                link.write(saying.duplicate().order(saying.order()));
            }
        }
    }

    /** Until the listener has closed them all. */
    void untilTurnedAway() {
        scene.until("the listener closes the link of who is no peer", () -> {
            crank.look();
            links.removeIf(RawPeers::isOver);
            return links.isEmpty();
        });
    }

    private static boolean isOver(FrameLink link) {
        try {
            link.poll((buffer, offset, length) -> length);
            return false;
        } catch (MillraceException e) {
            link.close();
            return true;
        }
    }

    @Override
    public void close() {
        links.forEach(FrameLink::close);
        crank.close();
    }
}
