// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.MillraceException;
import io.millrace.error.ProtocolException;
import io.millrace.spi.log.Backlog;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.Reading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A member of a consumer group. First it is handed again what it had not acknowledged; then what is new; and each half of
 * claim-after what others have had for longer than that. What it is done with is acknowledged with the next command, or after
 * some milliseconds if its handler is slow.
 */
final class GroupReader extends StreamReader {

    private static final int ACKS = 256;
    private static final long ACK_AFTER_NS = 5_000_000;
    private static final long LOOK_NS = 5_000_000_000L;

    private final Reading reading;
    private final String group;
    private final String consumer;
    private final GroupCare care;

    /** Done with, and the server has not said that it knows; survives connections. */
    private final List<EntryId> done = new ArrayList<>();

    /** How many of them were said on this connection. */
    private int said;

    /** Answers to come before the next one that anybody waits for, each the number of ids that it is about. */
    private final List<Integer> owed = new ArrayList<>();

    private final List<GroupCare.Reject> rejects = new ArrayList<>();
    private final Map<EntryId, Long> deliveries = new HashMap<>();
    private boolean recovering;
    private EntryId recovered = EntryId.ZERO;
    private EntryId newestDone = EntryId.ZERO;
    private boolean began;
    private long nextClaimNs;
    private long nextAckNs;
    private long nextLookNs;
    private volatile Backlog backlog = Backlog.UNKNOWN;
    private long entryNs = 1_000;

    GroupReader(String key, Reading reading, RedisSettings settings, RedisServers servers) {
        super(key, settings, servers);
        this.reading = reading;
        this.group = Objects.requireNonNull(reading.group());
        this.consumer = reading.consumer().isEmpty() ? settings.terms().identity() : reading.consumer();
        this.care = new GroupCare(key, group, consumer, settings);
    }

    // ---- connecting ----

    @Override
    void begin(RedisConnection fresh, EntrySink sink) {
        owed.clear();
        said = 0;
        // They are pending still, and are found again
        rejects.clear();
        if (!began) {
            EntryId start = SoloReader.resolve(reading, ReadBack.newest(fresh, key), key);
            care.create(fresh, start);
            began = true;
        } else if (care.create(fresh, newestDone)) {
            sink.lost(care.recreated(fresh, newestDone), care.stateLost(fresh));
        }
        recovering = true;
        recovered = EntryId.ZERO;
        nextClaimNs = System.nanoTime();
        nextLookNs = nextClaimNs;
        care.forgetIdle(fresh);
    }

    // ---- reading ----

    @Override
    int round(RedisConnection present, EntrySink sink, long waitMs) throws IOException {
        try {
            settleRejects(present, sink);
            if (!recovering && System.nanoTime() - nextClaimNs >= 0) {
                claim(present, sink);
            }
            if (!recovering && System.nanoTime() - nextLookNs >= 0) {
                look(present);
            }
            return recovering ? recover(present, sink) : readNew(present, sink, waitMs);
        } catch (AnsweredException e) {
            if (!GroupCare.isGroupGone(e.text())) {
                throw e;
            }
            care.create(present, newestDone);
            sink.lost(care.recreated(present, newestDone), care.stateLost(present));
            return 0;
        }
    }

    @Override
    int count() {
        // No more than it can be done with while nobody takes it over
        long fitting = TimeUnit.MILLISECONDS.toNanos(settings.claimAfterMs()) / 4 / Math.max(1, entryNs);
        return (int) Math.max(1, Math.min(super.count(), fitting));
    }

    private int readNew(RedisConnection present, EntrySink sink, long waitMs) throws IOException {
        acknowledge(present);
        present.writer()
                .command(
                        "XREADGROUP", "GROUP", group, consumer, "COUNT", count(), "BLOCK", waitMs, "STREAMS", key, ">");
        present.send();
        takeOwed(present);
        awaitAnswer(present, waitMs);
        return entries(present, sink);
    }

    /** What was handed to this member before: each of it once, and how often. */
    private int recover(RedisConnection present, EntrySink sink) throws IOException {
        acknowledge(present);
        present.send();
        takeOwed(present);
        deliveries.clear();
        care.deliveries(present, recovered, count(), deliveries);
        present.writer().command("XREADGROUP", "GROUP", group, consumer, "COUNT", count(), "STREAMS", key, recovered);
        present.send();
        int entries = entries(present, sink);
        if (entries == 0) {
            recovering = false;
        }
        return entries;
    }

    /** @return entries handed up, or to be put aside */
    private int entries(RedisConnection present, EntrySink sink) throws IOException {
        List<?> entries = Replies.entries(present.reader().take());
        long startNs = System.nanoTime();
        nextAckNs = startNs + ACK_AFTER_NS;
        for (int i = 0; i < entries.size(); i++) {
            decoder.read(entries.get(i));
            if (!hand(present, decoder, sink)) {
                lastWords(present);
                return i;
            }
            sized(decoder.size());
        }
        if (!entries.isEmpty()) {
            entryNs = (3 * entryNs + (System.nanoTime() - startNs) / entries.size()) / 4;
        }
        return entries.size();
    }

    private boolean hand(RedisConnection present, EntryDecoder entry, EntrySink sink) throws IOException {
        EntryId id = entry.entryId();
        if (recovering) {
            recovered = id;
        }
        if (entry.isGone()) {
            sink.lost("entry " + id + " of stream " + key + " was trimmed before this member was done with it", null);
            done(present, id);
            return true;
        }
        long times = recovering ? deliveries.getOrDefault(id, 1L) + 1 : 1;
        if (settings.maxDeliveries() > 0 && times > settings.maxDeliveries()) {
            rejects.add(new GroupCare.Reject(id, times - 1, null));
            return true;
        }
        entry.deliveries(times);
        try {
            entry.decode();
            if (!sink.onEntry(entry)) {
                return false;
            }
            done(present, id);
        } catch (ProtocolException e) {
            rejects.add(new GroupCare.Reject(id, times, e));
        }
        return true;
    }

    // ---- acknowledging ----

    private void done(RedisConnection present, EntryId id) throws IOException {
        done.add(id);
        if (id.compareTo(newestDone) > 0) {
            newestDone = id;
        }
        if (done.size() - said >= ACKS || System.nanoTime() - nextAckNs >= 0) {
            acknowledge(present);
            present.send();
            nextAckNs = System.nanoTime() + ACK_AFTER_NS;
        }
    }

    /** Says what it is done with; the answers are owed. */
    private void acknowledge(RedisConnection present) {
        int count = done.size() - said;
        if (count == 0) {
            return;
        }
        List<Object> words = new ArrayList<>(List.of("XACK", key, group));
        words.addAll(done.subList(said, done.size()));
        present.writer().command(words.toArray());
        said = done.size();
        owed.add(count);
    }

    private void takeOwed(RedisConnection present) throws IOException {
        for (int count : owed) {
            present.reader().take();
            done.subList(0, count).clear();
            said -= count;
        }
        owed.clear();
    }

    /** The subscription has come to its end within an answer: what is done with is acknowledged, the rest stays pending. */
    private void lastWords(RedisConnection present) throws IOException {
        acknowledge(present);
        present.send();
        disconnect();
    }

    // ---- taking over, putting aside ----

    private void claim(RedisConnection present, EntrySink sink) throws IOException {
        nextClaimNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.claimAfterMs()) / 2;
        acknowledge(present);
        present.send();
        takeOwed(present);
        if (care.claim(present, count(), sink)) {
            recovering = true;
            recovered = EntryId.ZERO;
            // There may be more: soon again
            nextClaimNs = System.nanoTime();
        }
    }

    /** How far the group is, for meters. */
    private void look(RedisConnection present) throws IOException {
        acknowledge(present);
        present.send();
        takeOwed(present);
        backlog = care.backlog(present);
        nextLookNs = System.nanoTime() + LOOK_NS;
    }

    @Override
    public Backlog backlog() {
        return backlog;
    }

    private void settleRejects(RedisConnection present, EntrySink sink) throws IOException {
        if (rejects.isEmpty()) {
            return;
        }
        acknowledge(present);
        present.send();
        takeOwed(present);
        while (!rejects.isEmpty()) {
            care.putAside(present, rejects.get(rejects.size() - 1), sink);
            rejects.remove(rejects.size() - 1);
        }
    }

    @Override
    public void close() {
        RedisConnection present = connection();
        if (present != null && done.size() > said) {
            try {
                acknowledge(present);
                present.send();
                takeOwed(present);
            } catch (IOException | MillraceException e) {
                // they are handed out again
                System.getLogger("io.millrace").log(System.Logger.Level.DEBUG, "acknowledging at the end", e);
            }
        }
        super.close();
    }

    @Override
    public String toString() {
        return "GroupReader[" + key + " " + group + "/" + consumer + "]";
    }
}
