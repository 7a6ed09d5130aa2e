// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.Backlog;
import io.millrace.spi.log.EntrySink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a member does for its group beside reading: makes it, takes over what others have left, puts aside what nobody can
 * handle, forgets members that are gone. The member's thread, on its connection, between reads.
 */
final class GroupCare {

    /** Of members without anything pending, that have been away for long: at once, so that none comes back in between. */
    private static final String FORGET = """
            local gone = 0
            for _, c in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
              local f = {}
              for i = 1, #c, 2 do f[c[i]] = c[i + 1] end
              if f['pending'] == 0 and f['idle'] > tonumber(ARGV[2]) and f['name'] ~= ARGV[3] then
                redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], f['name'])
                gone = gone + 1
              end
            end
            return gone""";

    private final String key;
    private final String group;
    private final String consumer;
    private final RedisSettings settings;
    private final String deadLetters;
    private EntryId claimCursor = EntryId.ZERO;

    /** What is to be put aside: without a cause because it was handed out too often. */
    record Reject(EntryId id, long deliveries, @Nullable MillraceException cause) {}

    GroupCare(String key, String group, String consumer, RedisSettings settings) {
        this.key = key;
        this.group = group;
        this.consumer = consumer;
        this.settings = settings;
        this.deadLetters = settings.beside(key, "dead");
    }

    static boolean isGroupGone(String answer) {
        return answer.startsWith("NOGROUP") || answer.startsWith("UNBLOCKED");
    }

    /** Makes the group, and the stream, if they are not there; true if they were not. */
    boolean create(RedisConnection connection, EntryId start) {
        Object answer = connection.tryAsk("XGROUP", "CREATE", key, group, start.toString(), "MKSTREAM");
        if (answer instanceof JedisDataException failure) {
            if (Replies.text(failure).startsWith("BUSYGROUP")) {
                return false;
            }
            throw RedisErrors.answered(
                    "XGROUP CREATE " + key, connection.server().toString(), Replies.text(failure));
        }
        return true;
    }

    String recreated(RedisConnection connection, EntryId from) {
        return "group " + group + " of stream " + key + " was gone at redis " + connection.server()
                + " and was made again, from " + from
                + " on: what others were at comes again, what was deleted does not";
    }

    MillraceException stateLost(RedisConnection connection) {
        return MillraceException.of(
                ErrorCode.BROKER_STATE_LOST,
                "redis at " + connection.server() + " has lost group " + group + " of stream " + key,
                "see who deletes keys, and whether the server keeps what it acknowledges: docs/redis.md");
    }

    /** How often the member's own entries after one were handed out. */
    void deliveries(RedisConnection connection, EntryId after, int count, Map<EntryId, Long> into) throws IOException {
        Object answer = connection.tryAsk("XPENDING", key, group, "(" + after, "+", Integer.toString(count), consumer);
        for (Object item : list(answer)) {
            List<?> parts = (List<?>) item;
            into.put(EntryId.parse(parts.get(0)), Replies.number(parts.get(3), 1));
        }
    }

    /** An answer that is a list; an error as one that the caller may understand. */
    private static List<?> list(@Nullable Object answer) throws IOException {
        if (answer instanceof JedisDataException failure) {
            throw new AnsweredException(Replies.text(failure));
        }
        return answer instanceof List<?> list ? list : List.of();
    }

    /** Takes over what others have had for too long; true if that is something. */
    boolean claim(RedisConnection connection, int count, EntrySink sink) throws IOException {
        List<?> answer = list(connection.tryAsk(
                "XAUTOCLAIM",
                key,
                group,
                consumer,
                Long.toString(settings.claimAfterMs()),
                claimCursor.toString(),
                "COUNT",
                Integer.toString(count),
                "JUSTID"));
        claimCursor = EntryId.parse(answer.get(0));
        if (answer.size() > 2 && answer.get(2) instanceof List<?> trimmed && !trimmed.isEmpty()) {
            List<String> ids = new ArrayList<>();
            trimmed.forEach(id -> ids.add(Replies.text(id)));
            sink.lost(
                    "entries " + String.join(", ", ids) + " of stream " + key
                            + " were trimmed before any member of group " + group + " was done with them",
                    null);
        }
        return answer.get(1) instanceof List<?> claimed && !claimed.isEmpty();
    }

    /** How far the group is; unknown if it is gone, or this user may not ask. */
    Backlog backlog(RedisConnection connection) {
        if (connection.tryAsk("XINFO", "GROUPS", key) instanceof List<?> groups) {
            for (Object each : groups) {
                Map<String, Object> facts = Replies.map(each);
                if (group.equals(Replies.text(facts.get("name")))) {
                    return new Backlog(Replies.number(facts.get("lag"), -1), Replies.number(facts.get("pending"), -1));
                }
            }
        }
        return Backlog.UNKNOWN;
    }

    /** Moves an entry to the stream of dead letters, with what is wrong with it and where it was, and acknowledges it. */
    void putAside(RedisConnection connection, Reject reject, EntrySink sink) {
        String id = reject.id().toString();
        MillraceException cause = reject.cause() != null ? reject.cause() : tooOften(reject);
        List<?> found = connection.askList("XRANGE", key, id, id);
        if (found.isEmpty()) {
            connection.ask("XACK", key, group, id);
            sink.lost("entry " + id + " of stream " + key + " was trimmed before it was put aside", null);
            return;
        }
        List<?> fields = (List<?>) ((List<?>) found.get(0)).get(1);
        List<Object> letter = new ArrayList<>(List.of("XADD", deadLetters, "*"));
        letter.addAll(fields);
        letter.addAll(List.of("origin-stream", key, "origin-id", id, "origin-group", group));
        letter.addAll(List.of("origin-consumer", consumer, "deliveries", reject.deliveries()));
        letter.addAll(List.of("reason", String.valueOf(cause.getMessage())));
        connection.writer().command("MULTI").command(letter.toArray()).command("XACK", key, group, id);
        execute(connection);
        sink.rejected(id, cause, "moved to stream " + deadLetters);
    }

    private MillraceException tooOften(Reject reject) {
        return MillraceException.of(
                ErrorCode.DELIVERED_TOO_OFTEN,
                "entry " + reject.id() + " of stream " + key + " was handed to members of group " + group + " "
                        + reject.deliveries() + " times and never acknowledged",
                "see what it does to its handler; option max-deliveries is " + settings.maxDeliveries());
    }

    private void execute(RedisConnection connection) {
        Object answer = connection.tryAsk("EXEC");
        // MULTI, the two commands, and EXEC have an answer each; tryAsk has read that of MULTI
        Object last = answer;
        for (int i = 0; i < 3; i++) {
            try {
                last = connection.reader().answer();
            } catch (IOException e) {
                throw connection.lost(e);
            }
        }
        if (last instanceof JedisDataException failure) {
            throw RedisErrors.answered(
                    "EXEC of a dead letter",
                    connection.server().toString(),
                    Replies.text(failure).replaceFirst("^EXECABORT", "OOM"));
        }
        if (last instanceof List<?> results) {
            for (Object result : results) {
                if (result instanceof JedisDataException failure) {
                    throw RedisErrors.answered(
                            "XADD " + deadLetters, connection.server().toString(), Replies.text(failure));
                }
            }
        }
    }

    /** Forgets members that are gone, if that is wanted and permitted. */
    void forgetIdle(RedisConnection connection) {
        if (settings.forgetAfterMs() > 0) {
            Object answer = connection.tryAsk(
                    "EVAL", FORGET, "1", key, group, Long.toString(settings.forgetAfterMs()), consumer);
            if (answer instanceof JedisDataException failure) {
                System.getLogger("io.millrace")
                        .log(
                                System.Logger.Level.DEBUG,
                                "members that are gone are not forgotten: " + Replies.text(failure));
            }
        }
    }
}
