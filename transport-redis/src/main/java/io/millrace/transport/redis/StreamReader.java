// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.LogReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What readers by themselves and members of a group share: the connection, the waiting, and how to be woken. */
abstract class StreamReader implements LogReader {

    /** What an answer may hold, about: fewer entries are asked for where they are large. */
    private static final int ANSWER_BYTES = 4 << 20;

    private static final int WAKE_TRIES = 100;
    private static final long WAKE_NAP_NS = 2_000_000;

    final String key;
    final RedisSettings settings;
    final EntryDecoder decoder = new EntryDecoder();
    private final RedisServers servers;
    private volatile @Nullable RedisConnection connection;
    private volatile boolean waiting;
    private volatile boolean woken;
    private volatile boolean closed;
    private int entryBytes = 64;

    StreamReader(String key, RedisSettings settings, RedisServers servers) {
        this.key = key;
        this.settings = settings;
        this.servers = servers;
    }

    /** The connection was made. */
    abstract void begin(RedisConnection fresh, EntrySink sink);

    /** One round of reading. */
    abstract int round(RedisConnection present, EntrySink sink, long waitMs) throws IOException;

    @Override
    public final void connect(EntrySink sink) {
        disconnect();
        RedisConnection fresh = servers.connect(key);
        try {
            begin(fresh, sink);
            connection = fresh;
            if (closed) {
                fresh.close();
            }
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    @Override
    public final int read(EntrySink sink, long waitNs) {
        RedisConnection present = connection;
        if (present == null) {
            throw MillraceException.of(
                    ErrorCode.LINK_RESET, "the connection to read " + key + " was given up", "it is made again");
        }
        // Before the look at whether it was woken: who wakes it looks the other way round
        waiting = true;
        try {
            return round(present, sink, woken ? 1 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNs)));
        } catch (IOException e) {
            throw present.lost(e);
        } finally {
            waiting = false;
            woken = false;
        }
    }

    /** Waits for the answer to a command that blocks at the server for so long: no longer than a second more. */
    final void awaitAnswer(RedisConnection present, long blockMs) throws IOException {
        long patienceNs = TimeUnit.MILLISECONDS.toNanos(blockMs)
                + Math.min(settings.terms().deadAfterNs(), 1_000_000_000);
        if (!present.reader().awaitInput(patienceNs)) {
            throw new SocketTimeoutException("no answer to a read that waits for " + blockMs + " ms");
        }
    }

    /** How many entries to ask for. */
    int count() {
        return Math.max(1, Math.min(settings.readCount(), ANSWER_BYTES / entryBytes));
    }

    /** Large entries are asked for a few at a time. */
    final void sized(int bytes) {
        entryBytes = Math.max(64, (int) (entryBytes + ((long) bytes - entryBytes) / 8));
        if (bytes > ANSWER_BYTES / 16) {
            entryBytes = Math.max(entryBytes, bytes);
        }
    }

    @Override
    public final void wake() {
        woken = true;
        RedisConnection present = connection;
        if (!waiting || present == null) {
            return;
        }
        // From another connection: this one waits, and what it is handed at this moment must not be lost with it
        try (RedisConnection other = servers.connect(key)) {
            // It may be about to wait, or at its handler
            for (int i = 0; i < WAKE_TRIES && woken && waiting; i++) {
                if (Long.valueOf(1).equals(other.ask("CLIENT", "UNBLOCK", Long.toString(present.id())))) {
                    return;
                }
                LockSupport.parkNanos(WAKE_NAP_NS);
            }
        } catch (MillraceException e) {
            present.close();
        }
    }

    @Override
    public final String description() {
        RedisConnection present = connection;
        return present == null ? "" : present.description();
    }

    @Override
    public final void disconnect() {
        RedisConnection present = connection;
        connection = null;
        if (present != null) {
            present.close();
        }
    }

    /** The connection, for the last words; null if there is none. */
    final @Nullable RedisConnection connection() {
        return connection;
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }
}
