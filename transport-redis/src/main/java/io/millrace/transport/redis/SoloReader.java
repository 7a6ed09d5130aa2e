// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.Reading;
import java.io.IOException;
import java.util.List;

/** Reads a whole stream by XREAD, from where it was told to begin. */
final class SoloReader extends StreamReader {

    private final Reading reading;
    private boolean began;
    private EntryId last = EntryId.ZERO;

    /** Whether the stream has had an entry of that id, as far as is known: one may begin after an id or a time to come. */
    private boolean lastWasThere;

    SoloReader(String key, Reading reading, RedisSettings settings, RedisServers servers) {
        super(key, settings, servers);
        this.reading = reading;
    }

    @Override
    void begin(RedisConnection fresh, EntrySink sink) {
        EntryId newest = ReadBack.newest(fresh, key);
        if (!began) {
            last = resolve(reading, newest, key);
            lastWasThere = reading.from() == Reading.From.NOW;
            began = true;
        } else if (lastWasThere && newest.compareTo(last) < 0) {
            sink.lost(
                    "stream " + key + " ends at " + newest + ", and " + last
                            + " had been read: it is read from its start",
                    MillraceException.of(
                            ErrorCode.BROKER_STATE_LOST,
                            "redis at " + fresh.server() + " has lost a part of stream " + key + ", or it was deleted",
                            "have the server keep what it acknowledges: see docs/redis.md"));
            last = EntryId.ZERO;
            lastWasThere = false;
        }
    }

    /** The id after which to read. */
    static EntryId resolve(Reading reading, EntryId newest, String key) {
        return switch (reading.from()) {
            case NOW -> newest;
            case START -> EntryId.ZERO;
            case ID -> parse(reading.id());
            case TIME -> {
                if (!newest.isZero() && Long.compareUnsigned(newest.high(), ReadBack.FIRST_TIME) < 0) {
                    throw MillraceException.of(
                            ErrorCode.BROKER_UNFIT,
                            "stream " + key + " cannot be read from a time: its ids, such as " + newest
                                    + ", are those of a single writer and no times",
                            "read it from its start or from an id");
                }
                long ms = reading.timeMs();
                yield ms <= 0 ? EntryId.ZERO : new EntryId(ms - 1, -1L);
            }
        };
    }

    private static EntryId parse(String id) {
        try {
            return EntryId.parse(id);
        } catch (NumberFormatException e) {
            throw MillraceException.of(
                    ErrorCode.INVALID_OPTION,
                    "'" + id + "' is no id of an entry",
                    "take it from Message.entryId(): it looks like 1700000000000-0",
                    e);
        }
    }

    @Override
    int round(RedisConnection present, EntrySink sink, long waitMs) throws IOException {
        present.writer().command("XREAD", "COUNT", count(), "BLOCK", waitMs, "STREAMS", key, last);
        present.send();
        awaitAnswer(present, waitMs);
        List<?> entries = Replies.entries(present.reader().take());
        for (int i = 0; i < entries.size(); i++) {
            decoder.read(entries.get(i));
            if (!hand(decoder, sink)) {
                disconnect();
                return i;
            }
            sized(decoder.size());
        }
        return entries.size();
    }

    private boolean hand(EntryDecoder entry, EntrySink sink) {
        try {
            entry.decode();
            if (!sink.onEntry(entry)) {
                return false;
            }
        } catch (ProtocolException e) {
            sink.rejected(entry.id(), e, "passed over");
        }
        last = entry.entryId();
        lastWasThere = true;
        return true;
    }
}
