// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.io.IOException;
import java.nio.file.Path;

/** One runtime's end of {@code mapped:}. Every call comes on the runtime's I/O thread. */
final class MappedTransport implements PeerTransport {
    private final OpenEnds open = new OpenEnds();

    @Override
    public LinkAcceptor listen(EndpointUri uri, Options options) {
        Path directory = directory(uri);
        try {
            MappedAcceptor acceptor = new MappedAcceptor(uri, Door.open(directory), open);
            open.add(acceptor);
            return acceptor;
        } catch (IOException e) {
            throw new LinkException(
                    ErrorCode.BIND_FAILED,
                    "cannot listen in " + directory + ": " + e,
                    "the directory is made if its parent is there; this user must be able to write to it",
                    e);
        }
    }

    @Override
    public FrameLink dial(EndpointUri uri, Options options) {
        Path directory = directory(uri);
        if (!Door.isOpen(directory)) {
            throw new LinkException(
                    ErrorCode.CONNECT_REFUSED,
                    "nobody listens in " + directory,
                    "start the listening side, or check the path");
        }
        try {
            LinkFile file = LinkFile.create(directory, options.get(MappedTransportProvider.PIPE));
            try {
                Door.ring(directory);
            } catch (IOException e) {
                file.delete();
                throw e;
            }
            return MappedLink.dialled(uri, file, open);
        } catch (IOException e) {
            throw new LinkException(
                    ErrorCode.CONNECT_FAILED,
                    "cannot make a connection in " + directory + ": " + e,
                    "see whether its disk is full (`df " + directory + "`), and whether this user may write there",
                    e);
        }
    }

    private static Path directory(EndpointUri uri) {
        if (uri.host() != null || !uri.address().startsWith("/")) {
            throw uri.invalid(
                    uri.scheme().length() + 2,
                    "a mapped: URI has an absolute path, and no host",
                    "write mapped:///run/app/orders");
        }
        return Path.of(uri.address());
    }

    /** Both ends map the same file. */
    @Override
    public boolean staysInHost(EndpointUri uri) {
        return true;
    }

    /** Memory wakes nobody: the I/O thread naps for a millisecond instead, and looks again. */
    @Override
    public boolean wakesSelector() {
        return false;
    }

    @Override
    public void close() {
        open.closeAll();
    }
}
