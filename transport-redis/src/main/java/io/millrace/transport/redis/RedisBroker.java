// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.BrokerReport;
import io.millrace.spi.log.LogAppender;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogReader;
import io.millrace.spi.log.Reading;
import io.millrace.spi.log.StreamReport;
import io.millrace.spi.uri.EndpointUri.HostPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of one endpoint. */
final class RedisBroker implements LogBroker {

    private final RedisSettings settings;
    private final RedisServers servers;
    private volatile @Nullable RedisConnection control;
    private volatile boolean closed;

    RedisBroker(RedisAddress address, RedisSettings settings, EmbeddedServers embedded) {
        this.settings = settings;
        this.servers = new RedisServers(address, settings, embedded);
    }

    @Override
    public BrokerReport connect() {
        disconnect();
        RedisConnection fresh = servers.connect(null);
        try {
            BrokerReport report = new ServerFacts(fresh, settings).check();
            if (servers.areEmbedded()) {
                report = asLocal(report, fresh);
            }
            checkOthers(fresh);
            control = fresh;
            if (closed) {
                fresh.close();
            }
            return report;
        } catch (RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    /** Where others find it, and what it is not: in the place of what would be said of a server that somebody runs. */
    private static BrokerReport asLocal(BrokerReport report, RedisConnection connection) {
        String warning = "redis:embedded is a local server for a first try: it is at redis://" + connection.server()
                + ", in memory, and gone with the process that has started it";
        return new BrokerReport(report.description(), report.durability(), List.of(warning));
    }

    /** Of a cluster the servers that have streams must all be fit; one that is away just now is looked at when it is back. */
    private void checkOthers(RedisConnection fresh) {
        for (HostPort master : servers.masters(fresh)) {
            try (RedisConnection other = RedisConnection.open(master, settings, false)) {
                new ServerFacts(other, settings).check();
            } catch (MillraceException e) {
                if (!e.retryable()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void ping() {
        RedisConnection present = control;
        if (present == null) {
            throw MillraceException.of(ErrorCode.LINK_EOF, "redis was disconnected", "it is connected to again");
        }
        present.ask("PING");
    }

    @Override
    public LogAppender appender(String stream, long epoch) {
        return new RedisAppender(settings.key(stream), epoch, settings, servers);
    }

    @Override
    public LogReader reader(String stream, Reading reading) {
        String key = settings.key(stream);
        return reading.group() == null
                ? new SoloReader(key, reading, settings, servers)
                : new GroupReader(key, reading, settings, servers);
    }

    @Override
    public List<StreamReport> streams() {
        return new StreamSurvey(servers, settings).take();
    }

    @Override
    public void disconnect() {
        RedisConnection present = control;
        control = null;
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
