// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Finds out what of an appender's messages a stream has, after a connection was lost: ends the old connection, so that nothing
 * of it can still arrive, and reads what follows the last answer. Notices when the server has lost what it had answered for, and,
 * where there may be one writer, whether this still is it. The publication's thread.
 */
final class ReadBack {

    /** Ids below are no times: 2001-09-09 in milliseconds. */
    static final long FIRST_TIME = 1_000_000_000_000L;

    private static final int PAGE = 256;

    private final String key;
    private final String epoch;
    private final RedisSettings settings;

    private boolean began;
    private boolean answered;
    private EntryId last = EntryId.ZERO;
    private EntryId top = EntryId.ZERO;
    private long heardHigh;
    private long heardLow;
    private long lastHigh;
    private long lastLow;
    private String runId = "";
    private long clientId;
    private long ownHigh;

    /** What was found, and its newest entry; {@link #accept} takes it for answered. */
    record Result(
            long messages, long logEnd, long ringEnd, EntryId newest, long lostFrom, long lostTo, String detail) {}

    ReadBack(String key, long epoch, RedisSettings settings) {
        this.key = key;
        this.epoch = String.format("%016x", epoch);
        this.settings = settings;
    }

    /** The server has answered for an entry, by its id. */
    void heard(byte[] id) {
        long high = 0;
        long low = 0;
        int at = 0;
        while (at < id.length && id[at] != '-') {
            high = 10 * high + (id[at++] - '0');
        }
        for (at++; at < id.length; at++) {
            low = 10 * low + (id[at] - '0');
        }
        heardHigh = high;
        heardLow = low;
    }

    /** Everything that was heard of is stored, as durably as the options ask. */
    void stored() {
        lastHigh = heardHigh;
        lastLow = heardLow;
        answered = true;
    }

    /** The server's clock as its last id told it; 0 if ids are no times. */
    long newestMs() {
        return ownHigh > 0 ? 0 : heardHigh;
    }

    /** A connection was made: ends the one before, and looks where the stream stands. */
    void begin(RedisConnection fresh) {
        if (answered) {
            last = new EntryId(lastHigh, lastLow);
        }
        String nowRuns = ServerFacts.runId(fresh);
        if (clientId != 0 && nowRuns.equals(runId)) {
            // Of a server that was started anew the number belongs to somebody else
            fresh.tryAsk("CLIENT", "KILL", "ID", Long.toString(clientId));
        }
        top = newest(fresh, key);
        if (!began) {
            last = top;
            began = true;
        }
        runId = nowRuns;
        clientId = fresh.id();
    }

    /** The id that a stream has given last, also to an entry that is gone; zero if there is no stream. */
    static EntryId newest(RedisConnection connection, String key) {
        Object answer = connection.tryAsk("XINFO", "STREAM", key);
        if (answer instanceof JedisDataException failure) {
            if (Replies.text(failure).startsWith("ERR no such key")) {
                return EntryId.ZERO;
            }
            throw RedisErrors.answered(
                    "XINFO STREAM " + key, connection.server().toString(), Replies.text(failure));
        }
        return EntryId.parse(Replies.map(answer).get("last-generated-id"));
    }

    // ---- one writer ----

    /** Draws a number that is higher than that of every writer before, the first time; later sees whether it still is. */
    void takeOver(RedisConnection fresh, EntryWriter writer) {
        if (ownHigh == 0) {
            String counter = settings.beside(key, "writer");
            long drawn = number(fresh.ask("INCR", counter));
            if (drawn <= top.high()) {
                drawn = number(fresh.ask("INCRBY", counter, Long.toString(top.high() + 1 - drawn)));
            }
            ownHigh = drawn;
        } else if (Long.compareUnsigned(top.high(), ownHigh) > 0) {
            throw fenced(fresh, "its newest entry is " + top);
        }
        writer.number(ownHigh, top.high() == ownHigh ? top.low() : 0);
    }

    MillraceException fenced(RedisConnection connection, String detail) {
        return MillraceException.of(
                ErrorCode.WRITER_FENCED,
                "another writer has taken over stream " + key + " at redis " + connection.server() + " from writer "
                        + ownHigh + ": " + detail,
                "one publication at a time may write it (writers=single); close this one, or resume the endpoint to take"
                        + " over again with a new publication");
    }

    private static long number(@Nullable Object answer) {
        return answer instanceof Long number ? number : 0;
    }

    // ---- what is there ----

    /**
     * Looks up what is pending.
     *
     * @param answeredLog log position before which all was answered for
     * @param ahead receives what is there behind something that is missing
     */
    Result find(RedisConnection fresh, Pending pending, long answeredLog, StoredAhead ahead) {
        if (answered && isLost(fresh)) {
            long from = survivingEnd(fresh);
            String detail = "the newest entry of stream " + key + " at redis " + fresh.server() + " is " + top
                    + ", and " + last + " had been answered for";
            last = top;
            answered = false;
            return new Result(0, answeredLog, 0, last, Math.min(from, answeredLog), answeredLog, detail);
        }
        if (pending.isEmpty()) {
            return new Result(0, answeredLog, 0, last, 0, 0, "");
        }
        return match(fresh, pending, answeredLog, ahead);
    }

    private Result match(RedisConnection fresh, Pending pending, long answeredLog, StoredAhead ahead) {
        long messages = 0;
        long logEnd = answeredLog;
        long ringEnd = 0;
        int index = 0;
        boolean whole = true;
        EntryId cursor = last;
        EntryId newest = last;
        while (true) {
            List<?> page = fresh.askList("XRANGE", key, "(" + cursor, "+", "COUNT", Integer.toString(PAGE));
            for (Object entry : page) {
                cursor = EntryId.parse(((List<?>) entry).get(0));
                Map<String, Object> fields = Replies.map(((List<?>) entry).get(1));
                long position = ownPosition(fields);
                if (position < 0) {
                    continue;
                }
                while (index < pending.size() && !isAt(pending, index, position)) {
                    whole &= pending.kind(index) != Pending.ENTRY;
                    index++;
                }
                if (index == pending.size()) {
                    break;
                }
                if (whole) {
                    messages += pending.messages(index);
                    logEnd = pending.logTo(index);
                    ringEnd = pending.ringTo(index);
                    newest = cursor;
                } else {
                    ahead.add(pending.logFrom(index), pending.logTo(index));
                }
                index++;
            }
            if (page.size() < PAGE) {
                return new Result(messages, logEnd, ringEnd, newest, 0, 0, "");
            }
        }
    }

    /**
     * What was found, and is something, counts as answered from now on. Not before all of it is known and confirmed: if the connection is lost
     * meanwhile it is looked up again, from where this look began.
     */
    void accept(Result found) {
        last = found.newest();
        lastHigh = last.high();
        lastLow = last.low();
        answered = true;
    }

    private static boolean isAt(Pending pending, int index, long position) {
        return pending.kind(index) != Pending.REPLICAS && pending.logFrom(index) == position;
    }

    /** The position of an entry that this publication has appended; else -1. */
    private long ownPosition(Map<String, Object> fields) {
        return epoch.equals(Replies.text(fields.get(EntryFields.EPOCH)))
                ? Long.parseLong(Replies.text(fields.get(EntryFields.POS)))
                : -1;
    }

    private boolean isLost(RedisConnection fresh) {
        if (top.compareTo(last) < 0) {
            return true;
        }
        if (!fresh.askList("XRANGE", key, last.toString(), last.toString()).isEmpty()) {
            return false;
        }
        // Not there, though others have appended since: trimmed, unless something older is there
        List<?> oldest = fresh.askList("XRANGE", key, "-", "+", "COUNT", "1");
        return !oldest.isEmpty()
                && EntryId.parse(((List<?>) oldest.get(0)).get(0)).compareTo(last) < 0;
    }

    /** Where the newest entry of this publication ends that is still there; 0 if there is none. */
    private long survivingEnd(RedisConnection fresh) {
        for (Object entry : fresh.askList("XREVRANGE", key, "+", "-", "COUNT", Integer.toString(2 * PAGE))) {
            Map<String, Object> fields = Replies.map(((List<?>) entry).get(1));
            long position = ownPosition(fields);
            if (position >= 0) {
                Object data = fields.get(EntryFields.DATA);
                Object frames = fields.get(EntryFields.FRAMES);
                return data instanceof byte[] bytes
                        ? position + EntryWriter.span(bytes.length)
                        : position + (frames instanceof byte[] batch ? batch.length : 0);
            }
        }
        return 0;
    }
}
