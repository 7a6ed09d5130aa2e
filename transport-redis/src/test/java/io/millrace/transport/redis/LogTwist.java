// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.spi.Guarantee;
import io.millrace.spi.LogTransportProvider;
import io.millrace.spi.TransportContext;
import io.millrace.spi.log.BrokerReport;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.LogAppender;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogEntry;
import io.millrace.spi.log.LogReader;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.log.Reading;
import io.millrace.spi.log.StreamReport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redis as it is, whose parts a subclass replaces by wrong ones. */
class LogTwist {

    /** What an endpoint is opened to; here as it should be. */
    LogBroker open(LogTransport real, EndpointUri uri, Options options, LogTerms terms) {
        return real.open(uri, options, terms);
    }

    BrokerReport connect(LogBroker real) {
        return real.connect();
    }

    LogAppender appender(LogBroker real, String stream, long epoch) {
        return real.appender(stream, epoch);
    }

    LogReader reader(LogBroker real, String stream, Reading reading) {
        return real.reader(stream, reading);
    }

    /** The provider with this twist. */
    final LogTransportProvider provider() {
        RedisTransportProvider real = new RedisTransportProvider();
        return new LogTransportProvider() {
            @Override
            public String name() {
                return real.name();
            }

            @Override
            public Set<String> schemes() {
                return real.schemes();
            }

            @Override
            public List<Option<?>> options() {
                return real.options();
            }

            @Override
            public Set<Guarantee> guarantees() {
                return real.guarantees();
            }

            @Override
            public LogTransport create(TransportContext context) {
                return new Transport(real.create(context));
            }
        };
    }

    private final class Transport implements LogTransport {
        private final LogTransport real;

        Transport(LogTransport real) {
            this.real = real;
        }

        @Override
        public LogBroker open(EndpointUri uri, Options options, LogTerms terms) {
            return new Broker(LogTwist.this.open(real, uri, options, terms));
        }

        @Override
        public boolean staysInHost(EndpointUri uri) {
            return real.staysInHost(uri);
        }

        @Override
        public boolean encrypts(EndpointUri uri) {
            return real.encrypts(uri);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private final class Broker implements LogBroker {
        private final LogBroker real;

        Broker(LogBroker real) {
            this.real = real;
        }

        @Override
        public BrokerReport connect() {
            return LogTwist.this.connect(real);
        }

        @Override
        public void ping() {
            real.ping();
        }

        @Override
        public LogAppender appender(String stream, long epoch) {
            return LogTwist.this.appender(real, stream, epoch);
        }

        @Override
        public LogReader reader(String stream, Reading reading) {
            return LogTwist.this.reader(real, stream, reading);
        }

        @Override
        public List<StreamReport> streams() {
            return real.streams();
        }

        @Override
        public void disconnect() {
            real.disconnect();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** An appender as it is. */
    static class Appender implements LogAppender {
        final LogAppender real;

        Appender(LogAppender real) {
            this.real = real;
        }

        @Override
        public Resumption connect(long acknowledged) {
            return real.connect(acknowledged);
        }

        @Override
        public void append(ByteBuffer frames, int offset, int length, long end) {
            real.append(frames, offset, length, end);
        }

        @Override
        public long await(long timeoutNs) {
            return real.await(timeoutNs);
        }

        @Override
        public long stored() {
            return real.stored();
        }

        @Override
        public long resent() {
            return real.resent();
        }

        @Override
        public String description() {
            return real.description();
        }

        @Override
        public void disconnect() {
            real.disconnect();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** A reader as it is. */
    static class Reader implements LogReader {
        LogReader real;

        Reader(LogReader real) {
            this.real = real;
        }

        @Override
        public void connect(EntrySink sink) {
            real.connect(sink);
        }

        @Override
        public int read(EntrySink sink, long waitNs) {
            return real.read(sink, waitNs);
        }

        @Override
        public void wake() {
            real.wake();
        }

        @Override
        public String description() {
            return real.description();
        }

        @Override
        public void disconnect() {
            real.disconnect();
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** A sink as it is. */
    static class Sink implements EntrySink {
        final EntrySink real;

        Sink(EntrySink real) {
            this.real = real;
        }

        @Override
        public boolean onEntry(LogEntry entry) {
            return real.onEntry(entry);
        }

        @Override
        public void rejected(String id, io.millrace.error.MillraceException cause, String outcome) {
            real.rejected(id, cause, outcome);
        }

        @Override
        public void lost(String detail, io.millrace.error.@Nullable MillraceException cause) {
            real.lost(detail, cause);
        }
    }

    /** An entry that says it was never handed out before. */
    record FirstTime(LogEntry real) implements LogEntry {
        @Override
        public String id() {
            return real.id();
        }

        @Override
        public long epoch() {
            return real.epoch();
        }

        @Override
        public long position() {
            return real.position();
        }

        @Override
        public long deliveries() {
            return 1;
        }

        @Override
        public ByteBuffer buffer() {
            return real.buffer();
        }

        @Override
        public int offset() {
            return real.offset();
        }

        @Override
        public int length() {
            return real.length();
        }
    }
}
