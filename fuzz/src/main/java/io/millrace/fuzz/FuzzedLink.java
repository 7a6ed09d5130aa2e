// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;

/** Takes everything that is written, or nothing. */
final class FuzzedLink implements FrameLink {

    private boolean stuck;

    void takesNothing(boolean isStuck) {
        stuck = isStuck;
    }

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
        int count = stuck ? 0 : source.remaining();
        source.position(source.position() + count);
        return count;
    }

    @Override
    public void awaitWritable(boolean interested) {}

    @Override
    public boolean isWritable() {
        return !stuck;
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
        return "fuzzed";
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}
}
