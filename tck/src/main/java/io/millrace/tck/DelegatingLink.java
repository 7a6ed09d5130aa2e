// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.PeerPrincipal;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/** A link that does what another does, for decorators to change. Threads and lifetime are the other's. */
class DelegatingLink implements FrameLink {

    private final FrameLink link;

    DelegatingLink(FrameLink link) {
        this.link = link;
    }

    @Override
    public boolean finishConnect() {
        return link.finishConnect();
    }

    @Override
    public void moveTo(Selector selector) {
        link.moveTo(selector);
    }

    @Override
    public int poll(FrameSink sink) {
        return link.poll(sink);
    }

    @Override
    public int write(ByteBuffer source) {
        return link.write(source);
    }

    @Override
    public void awaitWritable(boolean interested) {
        link.awaitWritable(interested);
    }

    @Override
    public boolean isWritable() {
        return link.isWritable();
    }

    @Override
    public int maxFrameLength() {
        return link.maxFrameLength();
    }

    @Override
    public boolean isLocal() {
        return link.isLocal();
    }

    @Override
    public String description() {
        return link.description();
    }

    @Override
    public @Nullable PeerPrincipal principal() {
        return link.principal();
    }

    @Override
    public String peerHost() {
        return link.peerHost();
    }

    @Override
    public void shutdownOutput() {
        link.shutdownOutput();
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public String toString() {
        return link.toString();
    }
}
