// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An image as a channel of bytes: the messages' contents one after the other. They are copied out, and not handed up in place: a
 * handler may take its time, and the driver's memory may be unmapped meanwhile. One thread.
 */
final class ImageChannel implements ReadableByteChannel, ControlledFragmentHandler {
    private final Image image;
    private @Nullable ByteBuffer target;

    /** How much of the message at the image's position was read already. */
    private int taken;

    ImageChannel(Image image) {
        this.image = image;
    }

    /** Reads what is there and fits; -1 at the end of the stream, or when the image is gone. */
    @Override
    public int read(ByteBuffer into) {
        int before = into.position();
        target = into;
        image.controlledPoll(this, Integer.MAX_VALUE);
        target = null;
        int read = into.position() - before;
        return read == 0 && isEnded() ? -1 : read;
    }

    @Override
    public Action onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        ByteBuffer into = target;
        if (into == null) {
            return Action.ABORT;
        }
        int rest = length - taken;
        int fits = Math.min(rest, into.remaining());
        buffer.getBytes(offset + taken, into, fits);
        if (fits < rest) {
            taken += fits;
            return Action.ABORT;
        }
        taken = 0;
        return into.hasRemaining() ? Action.CONTINUE : Action.BREAK;
    }

    private boolean isEnded() {
        return image.isClosed() || image.isEndOfStream();
    }

    /** Whether the peer ended the stream, as opposed to the image having been lost. */
    boolean isEndOfStream() {
        return image.isEndOfStream();
    }

    /** Host and port of the peer; Aeron's name for IPC. */
    String source() {
        return image.sourceIdentity();
    }

    @Override
    public boolean isOpen() {
        return !image.isClosed();
    }

    @Override
    public void close() {
        // The image ends with its subscription, which is the agent's
    }
}
