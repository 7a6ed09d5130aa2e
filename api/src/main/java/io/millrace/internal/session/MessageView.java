// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.Message;
import io.millrace.MessageKind;
import io.millrace.Publication;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.log.LogEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one message of a stream that is being handled, seen in the buffer that it lies in. Its handler's thread. */
public final class MessageView implements Message {

    /** In the order of their numbers on the wire. */
    private static final MessageKind[] KINDS = {
        MessageKind.DATA, MessageKind.REQUEST, MessageKind.RESPONSE, MessageKind.SIGNAL
    };

    private final String stream;
    private final long redeliveredBelow;
    private @Nullable LogEntry entry;
    private final Supplier<Publication> replies;
    private ByteBuffer frames;
    private int offset;
    private int payload;
    private int length;
    private @Nullable ByteBuffer viewed;
    private ByteBuffer view;

    public MessageView(String stream, long redeliveredBelow, Supplier<Publication> replies) {
        this.replies = replies;
        this.stream = stream;
        this.redeliveredBelow = redeliveredBelow;
        this.frames = ByteBuffer.allocate(0);
        this.view = frames;
    }

    /** The messages that follow come out of an entry of a log. */
    void of(LogEntry present) {
        entry = present;
    }

    /** Moves it to another frame of the same buffer; what lies behind {@code length} is not the message's. */
    public void moveTo(int frameOffset, int frameLength) {
        offset = frameOffset;
        payload = frameOffset + FrameDescriptor.HEADER_LENGTH;
        length = frameLength - FrameDescriptor.HEADER_LENGTH;
    }

    /** Where in the buffer the frame begins. */
    public int frameOffset() {
        return offset;
    }

    /** Where in the buffer the payload ends. */
    public int payloadEnd() {
        return payload + length;
    }

    /** Moves it to a frame. */
    public MessageView wrap(ByteBuffer buffer, int frameOffset, int frameLength) {
        frames = buffer;
        moveTo(frameOffset, frameLength);
        return this;
    }

    @Override
    public Publication reply() {
        return replies.get();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public ByteBuffer buffer() {
        if (viewed != frames) {
            viewed = frames;
            view = frames.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
        return view.limit(payload + length).position(payload);
    }

    @Override
    public byte getByte(int index) {
        return frames.get(at(index, Byte.BYTES));
    }

    @Override
    public int getInt(int index) {
        return frames.getInt(at(index, Integer.BYTES));
    }

    @Override
    public long getLong(int index) {
        return frames.getLong(at(index, Long.BYTES));
    }

    /**
     * Where in the buffer a field is that lies within the message. Written so that of an index known to the compiler one
     * comparison is left; {@code Objects.checkFromIndexSize} leaves three, of a handler that reads four fields a third of its
     * instructions.
     */
    private int at(int index, int bytes) {
        if (index < 0 || index > length - bytes) {
            throw outside(index, bytes);
        }
        return payload + index;
    }

    private IndexOutOfBoundsException outside(int index, int bytes) {
        return new IndexOutOfBoundsException("bytes " + index + " to " + (index + (long) bytes) + " of " + this);
    }

    @Override
    public int getBytes(byte[] target, int targetOffset, int maxLength) {
        int count = Math.min(maxLength, length);
        frames.get(payload, target, targetOffset, count);
        return count;
    }

    @Override
    public String asString() {
        return new String(copy(), StandardCharsets.UTF_8);
    }

    @Override
    public byte[] copy() {
        byte[] bytes = new byte[length];
        frames.get(payload, bytes);
        return bytes;
    }

    @Override
    public String stream() {
        return stream;
    }

    @Override
    public long position() {
        return FrameFlyweight.position(frames, offset);
    }

    @Override
    public MessageKind kind() {
        return KINDS[FrameFlyweight.kind(frames, offset) - FrameDescriptor.KIND_DATA];
    }

    @Override
    public int status() {
        return FrameFlyweight.status(frames, offset);
    }

    @Override
    public int typeId() {
        return FrameFlyweight.typeId(frames, offset);
    }

    @Override
    public long correlationId() {
        return FrameFlyweight.correlationId(frames, offset);
    }

    @Override
    public boolean isRedelivered() {
        LogEntry from = entry;
        return from == null ? position() < redeliveredBelow : from.deliveries() > 1;
    }

    @Override
    public String entryId() {
        LogEntry from = entry;
        return from == null ? "" : from.id();
    }

    @Override
    public String toString() {
        return stream + "@" + position() + " (" + length + " bytes)";
    }
}
