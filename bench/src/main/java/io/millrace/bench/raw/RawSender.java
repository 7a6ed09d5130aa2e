// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.raw;

import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sends a block over and over, 64 KiB a write, to one peer or to each of several. */
class RawSender implements Sender {
    private static final int WRITE_BYTES = 64 * 1024;

    private final ByteBuffer block;
    private final int blockFrames;
    private final int writeBytes;
    private final List<RawPeer> peers = new ArrayList<>();

    RawSender(RunSettings settings) {
        blockFrames = RawFrames.blockFrames(settings);
        block = RawFrames.block(settings.sizes(), blockFrames);
        writeBytes = settings.transport() == Transport.TCPS ? block.capacity() : WRITE_BYTES;
    }

    static RawSender connect(RunSettings settings, String address) throws IOException {
        RawSender sender = new RawSender(settings);
        sender.add(RawTls.secure(settings, RawSocket.connect(address, settings.waitMode()), false));
        return sender;
    }

    /** The socket becomes the sender's, which closes it. */
    final void add(RawSocket socket) {
        peers.add(new RawPeer(socket));
    }

    @Override
    public final Lane lane(int producer) {
        return this::publish;
    }

    private int publish(long sequence, int count) {
        int published = 0;
        try {
            while (published < count) {
                prepare(block, sequence + published);
                for (int at = 0; at < block.capacity(); at += writeBytes) {
                    for (RawPeer peer : peers) {
                        block.limit(Math.min(at + writeBytes, block.capacity())).position(at);
                        peer.socket().writeFully(block);
                    }
                }
                published += blockFrames;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return published;
    }

    /** Called before a block is sent: it is prepared already, and the same each time. */
    void prepare(ByteBuffer frames, long sequence) {
        // nothing is written anew
    }

    @Override
    public final boolean awaitProcessed(long published, Duration timeout) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            for (RawPeer peer : peers) {
                peer.ask(published);
            }
            boolean all = true;
            for (RawPeer peer : peers) {
                all &= peer.awaitAnswer(deadlineNs) == published;
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (RawPeer peer : peers) {
                peer.socket().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
