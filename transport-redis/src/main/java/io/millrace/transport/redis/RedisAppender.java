// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static io.millrace.spi.frame.FrameDescriptor.HEADER_LENGTH;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.frame.FrameFlyweight;
import io.millrace.spi.log.LogAppender;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Appends by XADD, as many at a time as the window allows, and counts the answers. What was under way when a connection was
 * lost is looked up in the stream by {@link ReadBack} before anything is sent again.
 */
final class RedisAppender implements LogAppender {

    private final String key;
    private final RedisSettings settings;
    private final RedisServers servers;
    private final Pending pending = new Pending();
    private final CommandBuffer out = new CommandBuffer();
    private final EntryWriter writer;
    private final ReadBack readBack;

    private volatile @Nullable RedisConnection connection;
    private volatile boolean closed;
    private volatile long storedMessages;
    private volatile long resentMessages;
    private volatile long owedSinceNs;

    /** Log position of the next message. Guarded by {@link #pending}, as the two below. */
    private long logEnd;

    private long highestSent;
    private final StoredAhead ahead = new StoredAhead();

    /** What follows belongs to the publication's thread. */
    private long answeredRing;

    private long answeredLog;

    /** Of what is pending, how much the server has answered for, and its replicas not yet. */
    private int accepted;

    RedisAppender(String key, long epoch, RedisSettings settings, RedisServers servers) {
        this.key = key;
        this.settings = settings;
        this.servers = servers;
        this.writer = new EntryWriter(key, epoch, settings, out, pending);
        this.readBack = new ReadBack(key, epoch, settings);
    }

    // ---- connecting ----

    @Override
    public Resumption connect(long acknowledged) {
        disconnect();
        RedisConnection fresh = servers.connect(key);
        try {
            Resumption resumption;
            synchronized (pending) {
                resumption = resume(fresh);
            }
            connection = fresh;
            if (closed) {
                fresh.close();
            }
            return resumption;
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private Resumption resume(RedisConnection fresh) {
        readBack.begin(fresh);
        if (settings.writers() == Writers.SINGLE) {
            readBack.takeOver(fresh, writer);
        }
        writer.reset();
        out.clear();
        ahead.clear();
        ReadBack.Result result = readBack.find(fresh, pending, answeredLog, ahead);
        if (result.messages() > 0) {
            confirm(fresh);
            storedMessages += result.messages();
            readBack.accept(result);
        }
        answeredLog = Math.max(answeredLog, result.logEnd());
        answeredRing = Math.max(answeredRing, result.ringEnd());
        logEnd = answeredLog;
        pending.clear();
        accepted = 0;
        return new Resumption(answeredRing, result.lostFrom(), result.lostTo(), result.detail());
    }

    /** What was found in the stream may not be with the replicas yet. */
    private void confirm(RedisConnection fresh) {
        int wanted = settings.durability().replicas();
        if (wanted > 0) {
            Object have = fresh.ask("WAIT", Integer.toString(wanted), Long.toString(waitMs()));
            requireReplicas(have instanceof Long number ? number : 0);
        }
    }

    private long waitMs() {
        return Math.max(1, settings.terms().deadAfterNs() / 2_000_000);
    }

    // ---- appending: under the engine's send lock ----

    @Override
    public void append(ByteBuffer frames, int offset, int length, long end) {
        RedisConnection present = connection;
        if (present == null) {
            throw disconnected();
        }
        synchronized (pending) {
            if (pending.isEmpty()) {
                owedSinceNs = System.nanoTime();
            }
            encode(frames, offset, offset + length);
        }
        try {
            present.send(out);
        } catch (IOException e) {
            throw present.lost(e);
        }
    }

    private void encode(ByteBuffer frames, int from, int to) {
        int begin = from;
        if (writer.isBatching() && ahead.isEmpty() && logEnd >= highestSent) {
            begin = writer.addRun(frames, from, to, logEnd);
            logEnd += begin - from;
            highestSent = logEnd;
        }
        for (int at = begin; at < to; ) {
            int first = at;
            if (FrameFlyweight.kind(frames, at) == FrameDescriptor.KIND_PAD) {
                at += HEADER_LENGTH;
                continue;
            }
            int payload = 0;
            long ringTo;
            int flags;
            do {
                int frameLength = FrameFlyweight.frameLength(frames, at);
                int aligned = FrameDescriptor.align(frameLength);
                payload += frameLength - HEADER_LENGTH;
                flags = FrameFlyweight.flags(frames, at);
                ringTo = FrameFlyweight.position(frames, at) + aligned;
                at += aligned;
            } while ((flags & FrameDescriptor.FLAG_END) == 0 && at < to);
            encodeMessage(frames, first, payload, ringTo);
        }
        writer.flush();
        int replicas = settings.durability().replicas();
        if (replicas > 0) {
            out.command("WAIT", replicas, waitMs());
            pending.add(Pending.REPLICAS, 0, 0, 0, 0);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // whoever holds the lock of who sends
    private void encodeMessage(ByteBuffer frames, int offset, int payload, long ringTo) {
        long position = logEnd;
        logEnd += EntryWriter.span(payload);
        if (ahead.has(position)) {
            writer.flush();
            pending.add(Pending.KNOWN, position, logEnd, ringTo, 1);
            return;
        }
        if (position < highestSent) {
            resentMessages++;
        }
        highestSent = Math.max(highestSent, logEnd);
        writer.write(frames, offset, payload, position, ringTo);
    }

    // ---- answers: the publication's thread ----

    @Override
    public long await(long timeoutNs) {
        RedisConnection present = connection;
        if (present == null) {
            throw disconnected();
        }
        try {
            if (present.reader().awaitInput(Math.min(timeoutNs, settings.terms().deadAfterNs() / 4))) {
                do {
                    answer(present);
                } while (present.reader().hasInput());
                owedSinceNs = System.nanoTime();
            } else {
                checkDebt();
            }
            takeKnown();
        } catch (IOException e) {
            throw present.lost(e);
        }
        return answeredRing;
    }

    private void checkDebt() throws SocketTimeoutException {
        synchronized (pending) {
            if (pending.size() > accepted
                    && pending.kind(accepted) != Pending.KNOWN
                    && System.nanoTime() - owedSinceNs > settings.terms().deadAfterNs()) {
                throw new SocketTimeoutException(
                        "no answer for " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - owedSinceNs) + " ms");
            }
        }
    }

    private void answer(RedisConnection present) throws IOException {
        Object answer = present.reader().answer();
        if (answer instanceof byte[] id) {
            readBack.heard(id);
            writer.newest(readBack.newestMs());
            entryAccepted();
        } else if (answer instanceof Long number) {
            requireReplicas(number);
            replicasHave();
        } else if (answer instanceof JedisDataException failure) {
            throw refused(present, Replies.text(failure));
        } else {
            throw new IOException("an answer to XADD is no id of an entry");
        }
    }

    private boolean waitsForReplicas() {
        return settings.durability().replicas() > 0;
    }

    private void entryAccepted() {
        takeKnown();
        synchronized (pending) {
            require(Pending.ENTRY);
            accepted++;
            if (!waitsForReplicas()) {
                takeAccepted();
            }
        }
    }

    /** What was accepted before they were asked about is stored; until then it may have to be looked up again. */
    private void replicasHave() {
        takeKnown();
        synchronized (pending) {
            require(Pending.REPLICAS);
            accepted++;
            takeAccepted();
        }
    }

    private void require(int kind) {
        if (pending.size() <= accepted || pending.kind(accepted) != kind) {
            throw new IllegalStateException("an answer for which nothing was asked, of stream " + key);
        }
    }

    private void takeKnown() {
        synchronized (pending) {
            while (pending.size() > accepted && pending.kind(accepted) == Pending.KNOWN) {
                accepted++;
            }
            if (!waitsForReplicas()) {
                takeAccepted();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void takeAccepted() {
        for (; accepted > 0; accepted--) {
            if (pending.kind(0) != Pending.REPLICAS) {
                answeredRing = pending.ringTo(0);
                answeredLog = pending.logTo(0);
                storedMessages += pending.messages(0);
            }
            if (pending.kind(0) == Pending.ENTRY) {
                readBack.stored();
            }
            pending.remove();
        }
    }

    private void requireReplicas(long have) {
        int wanted = settings.durability().replicas();
        if (have < wanted) {
            throw MillraceException.of(
                    ErrorCode.BROKER_NOT_READY,
                    "only " + have + " replicas have what was appended to " + key + ", and durability=replicas:"
                            + wanted + " asks for more",
                    "it is not acknowledged, and asked for again; see the replicas");
        }
    }

    private MillraceException refused(RedisConnection present, String text) {
        if (settings.writers() == Writers.SINGLE && text.contains("equal or smaller")) {
            return readBack.fenced(present, text);
        }
        return RedisErrors.answered("XADD " + key, present.server().toString(), text);
    }

    private MillraceException disconnected() {
        return MillraceException.of(
                ErrorCode.LINK_RESET, "the connection of stream " + key + " was given up", "it is made again");
    }

    // ---- any thread ----

    @Override
    public long stored() {
        return storedMessages;
    }

    @Override
    public long resent() {
        return resentMessages;
    }

    @Override
    public String description() {
        RedisConnection present = connection;
        return present == null ? "" : present.description();
    }

    @Override
    public void disconnect() {
        RedisConnection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
