// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.uri.EndpointUri;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes the connections that wait in a directory. I/O thread only. */
final class MappedAcceptor implements LinkAcceptor {
    private final EndpointUri uri;
    private final Door door;
    private final OpenEnds open;
    private boolean closed;

    MappedAcceptor(EndpointUri uri, Door door, OpenEnds open) {
        this.uri = uri;
        this.door = door;
        this.open = open;
    }

    @Override
    public EndpointUri boundUri() {
        return uri;
    }

    @Override
    public @Nullable FrameLink accept() {
        if (closed) {
            return null;
        }
        try {
            LinkFile file = door.next();
            return file == null ? null : MappedLink.accepted(uri, file, open);
        } catch (IOException e) {
            throw new LinkException(
                    ErrorCode.LINK_IO, "accepting in " + uri.address() + " failed: " + e, "it is tried again", e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            open.remove(this);
            try (door) {
                // Who waits is told; who comes after this finds no door, or nobody who takes what it leaves there
                for (LinkFile file = door.next(); file != null; file = door.next()) {
                    MappedLink.accepted(uri, file, open).close();
                }
            } catch (IOException | LinkException e) {
                // The lock is gone either way
            }
        }
    }
}
