// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;

/** Takes everything, counts it, and notices two writers at once. Its fields are plain: the send lock must order them. */
final class RecordingLink implements FrameLink {

    int written;
    boolean disturbed;
    private boolean writing;

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public int poll(FrameSink sink) {
        return 0;
    }

    @Override
    public int write(ByteBuffer source) {
        disturbed |= writing;
        writing = true;
        int count = source.remaining();
        source.position(source.limit());
        written += count;
        writing = false;
        return count;
    }

    @Override
    public void awaitWritable(boolean interested) {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public int maxFrameLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public String description() {
        return "recording";
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}
}
