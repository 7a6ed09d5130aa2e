// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import io.millrace.spi.frame.ByeFrame;
import io.millrace.spi.frame.FrameChecksum;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiConsumer;

/** A link whose other end is a few lines of a test: it is shown the HELLO and may answer. */
final class ScriptedLink implements FrameLink {

    private final BiConsumer<ScriptedLink, Handshake> onHello;
    private final FrameChecksum checksum = new FrameChecksum();
    private final ByteBuffer inbox = ByteBuffer.allocateDirect(64 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    private RuntimeException thrownByPoll;
    private Error errorOfPoll;
    private RuntimeException thrownByWrite;
    boolean closed;

    ScriptedLink(BiConsumer<ScriptedLink, Handshake> onHello) {
        this.onHello = onHello;
    }

    /** Answers a HELLO with a REJECT. */
    static ScriptedLink rejecting(int code, int retryAfterMs) {
        return new ScriptedLink((link, hello) -> link.send(new Reject(code, true, retryAfterMs, "says the test")));
    }

    /** Answers with a WELCOME that a correct peer would never send. */
    static ScriptedLink breakingTheProtocol() {
        return new ScriptedLink((link, hello) -> link.welcome(hello, hello.attempt() + 1));
    }

    /** Answers a HELLO with a WELCOME and says no more. */
    static ScriptedLink welcoming() {
        return new ScriptedLink((link, hello) -> link.welcome(hello, hello.attempt()));
    }

    /** Answers with what is left of a WELCOME whose beginning was lost on the way. */
    static ScriptedLink garbling() {
        return new ScriptedLink((link, hello) -> {
            link.welcome(hello, hello.attempt());
            link.inbox.flip().position(16);
            link.inbox.compact();
        });
    }

    void send(Reject reject) {
        inbox.position(inbox.position() + reject.encode(inbox, inbox.position(), checksum));
    }

    void welcome(Handshake hello, long attempt) {
        Handshake welcome = new Handshake(
                FrameDescriptor.KIND_WELCOME,
                FrameDescriptor.VERSION,
                FrameDescriptor.VERSION,
                0,
                hello.sessionIdHigh(),
                hello.sessionIdLow(),
                attempt,
                1 << 20,
                1000,
                60_000,
                Handshake.NEW,
                "scripted",
                List.of());
        inbox.position(inbox.position() + welcome.encode(inbox, inbox.position(), checksum));
    }

    /** So many bytes of whatever have come. */
    void receive(int bytes) {
        inbox.position(inbox.position() + bytes);
    }

    void failWith(RuntimeException thrown) {
        thrownByPoll = thrown;
    }

    void failWith(Error thrown) {
        errorOfPoll = thrown;
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public int poll(FrameSink sink) {
        if (errorOfPoll != null) {
            throw errorOfPoll;
        }
        if (thrownByPoll != null) {
            throw thrownByPoll;
        }
        int count = inbox.position();
        if (count > 0) {
            int taken = sink.onBytes(inbox, 0, count);
            inbox.flip().position(taken);
            inbox.compact();
        }
        return count;
    }

    /** Its peer says BYE(RESTART) and is gone: what it said is still to be read, and nothing is taken any more. */
    void leaveForRestart(int retryAfterMs) {
        inbox.position(
                inbox.position() + ByeFrame.encode(inbox, inbox.position(), checksum, ByeFrame.RESTART, retryAfterMs));
        thrownByWrite = new LinkException(ErrorCode.LINK_RESET, "the peer is gone", "it is dialled again");
    }

    @Override
    public int write(ByteBuffer source) {
        if (thrownByWrite != null) {
            throw thrownByWrite;
        }
        int count = source.remaining();
        ByteBuffer copy = ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(source).flip();
        if (count >= FrameDescriptor.HEADER_LENGTH && FrameFlyweight.kind(copy, 0) == FrameDescriptor.KIND_HELLO) {
            onHello.accept(this, Handshake.decode(copy, 0, FrameDescriptor.KIND_HELLO));
        }
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
        return "a scripted link";
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {
        closed = true;
    }
}
