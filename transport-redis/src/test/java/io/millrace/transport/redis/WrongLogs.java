// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import static io.millrace.transport.redis.WrongLog.breaking;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.BrokerReport;
import io.millrace.spi.log.EntrySink;
import io.millrace.spi.log.LogAppender;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogEntry;
import io.millrace.spi.log.LogReader;
import io.millrace.spi.log.LogTerms;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.log.Reading;
import io.millrace.spi.log.Reading.From;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Log transports that each break one rule: Redis, with one thing done wrong between it and the kit. */
final class WrongLogs {

    private WrongLogs() {}

    static List<WrongLog> all() {
        List<WrongLog> all = new ArrayList<>(brokers());
        all.addAll(appenders());
        all.addAll(readers());
        all.addAll(members());
        return all;
    }

    // ---- brokers ----

    private static List<WrongLog> brokers() {
        return List.of(
                breaking("LA1", "waits when it is opened", () -> opening(() -> RedisProcess.pause(300), false)),
                breaking("LA2", "takes an address that makes no sense", () -> opening(() -> {}, true)),
                breaking(
                        "LA3",
                        "tries for longer than it may",
                        () -> connecting(cause -> {
                            RedisProcess.pause(3_500);
                            return cause;
                        })),
                breaking(
                        "LA5",
                        "does not say where nobody was",
                        () -> connecting(cause ->
                                MillraceException.of(ErrorCode.CONNECT_REFUSED, "nobody is there", "look again"))),
                breaking(
                        "LA5",
                        "takes nobody for a mistake in the address",
                        () -> connecting(
                                cause -> MillraceException.of(ErrorCode.INVALID_URI, cause.detail(), "look again"))),
                breaking(
                        "LA4",
                        "does not end what blocks",
                        () -> reading(real -> new LogTwist.Reader(real) {
                            @Override
                            public void disconnect() {
                                // It says it has
                            }
                        })));
    }

    private static LogTwist opening(Runnable before, boolean anything) {
        return new LogTwist() {
            @Override
            LogBroker open(LogTransport real, EndpointUri uri, Options options, LogTerms terms) {
                before.run();
                try {
                    return real.open(uri, options, terms);
                } catch (MillraceException e) {
                    if (!anything) {
                        throw e;
                    }
                    EndpointUri other = EndpointUri.parse("redis://127.0.0.1:1");
                    return real.open(other, Options.parse(other, RedisOptions.ALL), terms);
                }
            }
        };
    }

    private static LogTwist connecting(UnaryOperator<MillraceException> failure) {
        return new LogTwist() {
            @Override
            BrokerReport connect(LogBroker real) {
                try {
                    return real.connect();
                } catch (MillraceException e) {
                    throw failure.apply(e);
                }
            }
        };
    }

    // ---- appenders ----

    private static List<WrongLog> appenders() {
        return List.of(
                breaking(
                        "LW1",
                        "counts what is under way as stored, twice",
                        () -> appending(real -> new LogTwist.Appender(real) {
                            @Override
                            public long stored() {
                                return 2 * real.stored();
                            }
                        })),
                breaking(
                        "LW2",
                        "does not begin at the start",
                        () -> appending(real -> new LogTwist.Appender(real) {
                            @Override
                            public Resumption connect(long acknowledged) {
                                return Resumption.at(real.connect(acknowledged).position() + 64);
                            }
                        })),
                breaking("LW2", "does not answer for the last message", () -> appending(StingyAppender::new)),
                breaking("LW3", "appends again what had arrived", () -> appending(ForgettingAppender::new)),
                breaking("LW3", "does not append again what had not arrived", () -> appending(HopefulAppender::new)),
                breaking("LW4", "goes back", () -> appending(WaveringAppender::new)));
    }

    private static LogTwist appending(Function<LogAppender, LogAppender> appender) {
        return new LogTwist() {
            @Override
            LogAppender appender(LogBroker real, String stream, long epoch) {
                return appender.apply(real.appender(stream, epoch));
            }
        };
    }

    /** Never says that all is there. */
    private static final class StingyAppender extends LogTwist.Appender {
        private static final long MOST = 499 * 64;
        private long answered;

        StingyAppender(LogAppender real) {
            super(real);
        }

        @Override
        public long await(long timeoutNs) {
            answered = answered >= MOST ? answered : real.await(timeoutNs);
            return Math.min(answered, MOST);
        }
    }

    /** Says of the first two messages that they are there, and then only of one. */
    private static final class WaveringAppender extends LogTwist.Appender {
        private int calls;

        WaveringAppender(LogAppender real) {
            super(real);
        }

        @Override
        public long await(long timeoutNs) {
            long answered = real.await(timeoutNs);
            return answered < 2 * 64 ? answered : ++calls == 1 ? 2 * 64 : 64;
        }
    }

    /** After a lost connection it goes on where the last answer was, whatever has arrived behind it. */
    private static final class ForgettingAppender extends LogTwist.Appender {
        private long sent;

        ForgettingAppender(LogAppender real) {
            super(real);
        }

        @Override
        public Resumption connect(long acknowledged) {
            real.connect(acknowledged);
            // As if nothing had been under way: what is appended from here on is new to the real one
            return Resumption.at(Math.min(acknowledged, sent));
        }

        @Override
        public void append(ByteBuffer frames, int offset, int length, long end) {
            real.append(frames, offset, length, end);
            sent = Math.max(sent, end);
        }
    }

    /** Takes for stored what it has sent. */
    private static final class HopefulAppender extends LogTwist.Appender {
        private long sent;

        HopefulAppender(LogAppender real) {
            super(real);
        }

        @Override
        public Resumption connect(long acknowledged) {
            real.connect(acknowledged);
            return Resumption.at(sent);
        }

        @Override
        public void append(ByteBuffer frames, int offset, int length, long end) {
            sent = Math.max(sent, end);
            real.append(frames, offset, length, end);
        }
    }

    // ---- readers ----

    private static List<WrongLog> readers() {
        return List.of(
                breaking("LR1", "begins anew after a lost connection", () -> renewing(UnaryOperator.identity())),
                breaking(
                        "LR1",
                        "goes on with what comes after a lost connection",
                        () -> renewing(reading -> new Reading(From.NOW, "", 0, reading.group(), reading.consumer()))),
                breaking("LR2", "takes now for the time of each connection", () -> renewing(UnaryOperator.identity())),
                breaking(
                        "LR3",
                        "passes over in silence",
                        () -> reading(real -> handing(real, sink -> new LogTwist.Sink(sink) {
                            @Override
                            public void rejected(String id, MillraceException cause, String outcome) {
                                // Nobody asks
                            }
                        }))));
    }

    private static LogTwist reading(Function<LogReader, LogReader> reader) {
        return new LogTwist() {
            @Override
            LogReader reader(LogBroker real, String stream, Reading reading) {
                return reader.apply(real.reader(stream, reading));
            }
        };
    }

    private static LogReader handing(LogReader real, UnaryOperator<EntrySink> sink) {
        return new LogTwist.Reader(real) {
            @Override
            public void connect(EntrySink to) {
                real.connect(sink.apply(to));
            }

            @Override
            public int read(EntrySink to, long waitNs) {
                return real.read(sink.apply(to), waitNs);
            }
        };
    }

    /** A reader that remembers nothing: another one for each connection after the first. */
    private static LogTwist renewing(UnaryOperator<Reading> later) {
        return new LogTwist() {
            @Override
            LogReader reader(LogBroker broker, String stream, Reading reading) {
                return new LogTwist.Reader(broker.reader(stream, reading)) {
                    private boolean began;

                    @Override
                    public void connect(EntrySink sink) {
                        if (began) {
                            real.close();
                            real = broker.reader(stream, later.apply(reading));
                        }
                        began = true;
                        real.connect(sink);
                    }
                };
            }
        };
    }

    // ---- members ----

    private static List<WrongLog> members() {
        return List.of(
                breaking("LG1", "acknowledges nothing", () -> member(reading -> reading(reading, null, ""))),
                breaking(
                        "LG2",
                        "says that it is the first time",
                        () -> reading(real -> handing(real, sink -> new LogTwist.Sink(sink) {
                            @Override
                            public boolean onEntry(LogEntry entry) {
                                return super.onEntry(new LogTwist.FirstTime(entry));
                            }
                        }))),
                breaking("LG2", "is somebody else each time", new java.util.function.Supplier<>() {
                    private int number;

                    @Override
                    public LogTwist get() {
                        return member(reading -> reading(reading, reading.group(), reading.consumer() + number++));
                    }
                }),
                breaking("LG3", "leaves what others have left", () -> new LogTwist() {
                    @Override
                    LogBroker open(LogTransport real, EndpointUri uri, Options options, LogTerms terms) {
                        EndpointUri patient =
                                EndpointUri.parse(uri.raw().replaceFirst("claim-after=[^&]*", "claim-after=1h"));
                        return real.open(patient, Options.parse(patient, RedisOptions.ALL), terms);
                    }
                }),
                breaking(
                        "LG4",
                        "does not say what is gone",
                        () -> reading(real -> handing(real, sink -> new LogTwist.Sink(sink) {
                            @Override
                            public void lost(String detail, @Nullable MillraceException cause) {
                                // It is gone anyway
                            }
                        }))));
    }

    private static Reading reading(Reading as, @Nullable String group, String consumer) {
        return new Reading(as.from(), as.id(), as.timeMs(), group, consumer);
    }

    private static LogTwist member(UnaryOperator<Reading> other) {
        return new LogTwist() {
            @Override
            LogReader reader(LogBroker real, String stream, Reading reading) {
                return real.reader(
                        stream, reading.group() == null ? reading : Objects.requireNonNull(other.apply(reading)));
            }
        };
    }
}
