// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.log.StreamReport;
import io.millrace.spi.log.StreamReport.GroupReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Looks at every stream that the servers hold, for a person. One thread; blocks. */
final class StreamSurvey {

    private static final int PAGE = 1000;

    private final RedisServers servers;
    private final RedisSettings settings;

    StreamSurvey(RedisServers servers, RedisSettings settings) {
        this.servers = servers;
        this.settings = settings;
    }

    List<StreamReport> take() {
        List<StreamReport> reports = new ArrayList<>();
        for (RedisConnection connection : servers.connectAll()) {
            try (connection) {
                survey(connection, reports);
            }
        }
        reports.sort(Comparator.comparing(StreamReport::name));
        return reports;
    }

    private void survey(RedisConnection connection, List<StreamReport> reports) {
        String cursor = "0";
        String pattern = settings.prefix().replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + "*";
        do {
            List<?> page = connection.askList(
                    "SCAN", cursor, "MATCH", pattern, "COUNT", Integer.toString(PAGE), "TYPE", "stream");
            cursor = Replies.text(page.get(0));
            for (Object key : (List<?>) page.get(1)) {
                report(connection, Replies.text(key), reports);
            }
        } while (!cursor.equals("0"));
    }

    private void report(RedisConnection connection, String key, List<StreamReport> reports) {
        if (connection.tryAsk("XINFO", "STREAM", key) instanceof List<?> answer) {
            Map<String, Object> facts = Replies.map(answer);
            List<GroupReport> groups = new ArrayList<>();
            for (Object group : connection.askList("XINFO", "GROUPS", key)) {
                groups.add(group(connection, key, Replies.map(group)));
            }
            String newest = Replies.text(facts.get("last-generated-id"));
            reports.add(new StreamReport(
                    key.substring(settings.prefix().length()),
                    Replies.number(facts.get("length"), 0),
                    facts.get("first-entry") instanceof List<?> first ? Replies.text(first.get(0)) : "",
                    newest.equals("0-0") ? "" : newest,
                    groups));
        }
    }

    private static GroupReport group(RedisConnection connection, String key, Map<String, Object> facts) {
        String name = Replies.text(facts.get("name"));
        String delivered = Replies.text(facts.get("last-delivered-id"));
        List<?> pending = connection.askList("XPENDING", key, name);
        return new GroupReport(
                name,
                Replies.number(facts.get("consumers"), 0),
                Replies.number(facts.get("pending"), 0),
                facts.containsKey("lag") ? Replies.number(facts.get("lag"), -1) : count(connection, key, delivered),
                delivered,
                pending.size() > 1 && pending.get(1) != null ? Replies.text(pending.get(1)) : "");
    }

    /** Of a server that does not count them: up to ten pages, then it is not known. */
    private static long count(RedisConnection connection, String key, String after) {
        String cursor = after;
        long count = 0;
        for (int page = 0; page < 10; page++) {
            List<?> entries = connection.askList("XRANGE", key, "(" + cursor, "+", "COUNT", Integer.toString(PAGE));
            count += entries.size();
            if (entries.size() < PAGE) {
                return count;
            }
            cursor = Replies.text(((List<?>) entries.get(entries.size() - 1)).get(0));
        }
        return -1;
    }
}
