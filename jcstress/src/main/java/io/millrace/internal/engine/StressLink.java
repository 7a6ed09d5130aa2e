// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;

/** Connects at once, and knows whether it was closed. */
final class StressLink implements FrameLink {

    private volatile boolean asked;
    private volatile boolean closed;

    /** True once somebody has asked whether it is connected. */
    boolean isAsked() {
        return asked;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean finishConnect() {
        asked = true;
        return true;
    }

    @Override
    public int poll(FrameSink sink) {
        return 0;
    }

    @Override
    public int write(ByteBuffer source) {
        return 0;
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
        return "stress";
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {
        closed = true;
    }
}
