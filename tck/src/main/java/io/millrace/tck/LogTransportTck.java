// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.error.ErrorClass;
import io.millrace.error.MillraceException;
import io.millrace.spi.LogTransportProvider;
import io.millrace.spi.frame.FrameDescriptor;
import io.millrace.spi.log.LogAppender;
import io.millrace.spi.log.LogBroker;
import io.millrace.spi.log.LogReader;
import io.millrace.spi.log.Reading;
import io.millrace.spi.log.Reading.From;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The specification of log transports as tests, over the types of {@code io.millrace.spi.log} and a real broker. The test of a
 * transport extends this class and says where its provider is, where the broker, and how its connections are cut.
 */
@Timeout(60)
public abstract class LogTransportTck {

    private static final int MESSAGES = 500;
    private static final long EPOCH = 0x1234;

    private final String stream = "tck-" + Long.toHexString(System.nanoTime());
    private @Nullable LogBench bench;

    /** For subclasses. */
    protected LogTransportTck() {}

    /** The provider under test: a new one at each call. */
    protected abstract LogTransportProvider provider();

    /** Where the broker is. Members of groups that are gone are to be taken for such within a second. */
    protected abstract String uri();

    /** An address of its scheme at which nobody answers. */
    protected abstract String nobodyUri();

    /** An address of its scheme that makes no sense. */
    protected abstract String senselessUri();

    /** Cuts every connection to the broker. */
    protected abstract void cut();

    /** Appends an entry to a stream that holds no frames. */
    protected abstract void appendNonsense(String toStream);

    /** Removes every entry of a stream, and neither the stream nor its groups. */
    protected abstract void trim(String ofStream);

    /** How many entries a stream has. */
    protected abstract long entries(String ofStream);

    /** How long something may take that must come, before it is taken for missing. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    @BeforeEach
    final void begin() {
        bench = new LogBench(provider());
    }

    @AfterEach
    final void end() {
        bench().close();
    }

    private LogBench bench() {
        LogBench present = bench;
        if (present == null) {
            throw new IllegalStateException("not begun");
        }
        return present;
    }

    private LogBroker broker() {
        LogBroker broker = bench().open(uri());
        broker.connect();
        return broker;
    }

    private LogReader reader(LogBroker broker, From from) {
        return bench().closing(broker.reader(stream, new Reading(from, "", 0, null, "")));
    }

    private LogReader member(LogBroker broker, String name) {
        return bench().closing(broker.reader(stream, new Reading(From.START, "", 0, "group", name)));
    }

    private static void require(String rule, boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("[" + rule + "] " + otherwise);
        }
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    // ---- addresses ----

    /** LA1. */
    @Test
    @DisplayName("LA1 Opening a broker connects to nothing and waits for nothing.")
    public void la1OpensWithoutConnecting() {
        long startNs = System.nanoTime();
        bench().open(nobodyUri()).appender(stream, EPOCH).close();
        require("LA1", System.nanoTime() - startNs < 200_000_000, "opening waited for a broker that is not there");
    }

    /** LA2. */
    @Test
    @DisplayName("LA2 An address or an option that makes no sense is refused when it is opened.")
    public void la2RefusesNonsense() {
        require("LA2", failure(() -> bench().open(senselessUri())) != null, "it was opened");
    }

    /** LA3 and LA5. */
    @Test
    @DisplayName("LA3 LA5 Connecting to nobody ends in time, with a transient error that names the address.")
    public void la3EndsInTime() {
        long startNs = System.nanoTime();
        MillraceException error = failure(() -> bench().open(nobodyUri()).connect());
        require("LA3", System.nanoTime() - startNs < LogBench.CONNECT_NS + 1_000_000_000, "connecting took too long");
        require("LA5", error != null && error.errorClass() == ErrorClass.TRANSIENT, "the error is " + error);
        String address = nobodyUri().replaceFirst("^[^/]*//", "").replaceFirst("[/?].*$", "");
        require("LA5", error != null && error.detail().contains(address), address + " is not in: " + error);
    }

    /** LA4. */
    @Test
    @DisplayName("LA4 Disconnecting on another thread ends what blocks.")
    public void la4DisconnectEndsWhatBlocks() throws InterruptedException {
        LogReader reader = reader(broker(), From.NOW);
        Collected sink = new Collected();
        reader.connect(sink);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread reading = new Thread(() -> {
            try {
                reader.read(sink, 30_000_000_000L);
            } catch (MillraceException e) {
                end.set(e);
            }
        });
        reading.start();
        reading.join(200);
        reader.disconnect();
        reading.join(2_000);
        require("LA4", !reading.isAlive(), "a read still waits two seconds after its connection was dropped");
    }

    private static @Nullable MillraceException failure(Runnable attempt) {
        try {
            attempt.run();
            return null;
        } catch (MillraceException e) {
            return e;
        }
    }

    // ---- writing ----

    /** LW1, LW2 and LW4. */
    @Test
    @DisplayName(
            "LW1 LW2 LW4 What is appended on one thread is answered for on another, to its end, and never goes back.")
    public void lw1AppendsAndAnswers() throws InterruptedException {
        LogAppender appender = bench().closing(broker().appender(stream, EPOCH));
        require("LW2", appender.connect(0).position() == 0, "a new stream does not begin at its start");
        Frames16 frames = new Frames16(MESSAGES);
        Thread writing = new Thread(() -> IntStream.range(0, MESSAGES).forEach(i -> frames.append(appender, i, 1)));
        writing.start();
        long answered = 0;
        for (int round = 0; round < 10_000 && answered < frames.end(); round++) {
            long now = appender.await(20_000_000);
            require("LW4", now >= answered, "answers went back from " + answered + " to " + now);
            answered = now;
        }
        writing.join();
        require("LW2", answered == frames.end(), "answered for " + answered + " of " + frames.end());
        require("LW1", entries(stream) > 0 && appender.stored() == MESSAGES, "stored are " + appender.stored());
    }

    /** LW3. */
    @Test
    @DisplayName("LW3 After a lost connection nothing is missing and nothing is there twice.")
    public void lw3AppendsOnce() {
        LogBroker broker = broker();
        LogAppender appender = bench().closing(broker.appender(stream, EPOCH));
        Frames16 frames = new Frames16(MESSAGES);
        long at = appender.connect(0).position();
        int rounds = 0;
        while (at < frames.end()) {
            try {
                for (long next = at; next < frames.end(); next += Frames16.SPAN * 20) {
                    int first = (int) (next / Frames16.SPAN);
                    frames.append(appender, first, Math.min(20, MESSAGES - first));
                    if (next == at + 80 * Frames16.SPAN && rounds++ < 5) {
                        cut();
                    }
                }
                while (at < frames.end()) {
                    at = appender.await(50_000_000);
                }
            } catch (MillraceException lost) {
                require("LW3", lost.retryable(), "a connection that is cut is " + lost);
                at = appender.connect(at).position();
            }
        }
        Collected all = new Collected();
        LogReader reader = reader(broker(), From.START);
        reader.connect(all);
        all.read(reader, MESSAGES, patience());
        require("LW3", all.numbers().equals(numbers(0, MESSAGES)), "the stream has " + all.numbers());
    }

    // ---- reading ----

    private void append(LogBroker broker, int count) {
        append(broker, EPOCH, 0, count);
    }

    /** By a publication of its own, numbered from one on. */
    private void append(LogBroker broker, long epoch, int firstNumber, int count) {
        LogAppender appender = bench().closing(broker.appender(stream, epoch));
        appender.connect(0);
        Frames16 frames = new Frames16(firstNumber, count);
        IntStream.range(0, count).forEach(i -> frames.append(appender, i, 1));
        while (appender.await(50_000_000) < frames.end()) {
            Thread.onSpinWait();
        }
    }

    /** LR1. */
    @Test
    @DisplayName("LR1 A reader that lost its connection goes on after the last entry that was taken.")
    public void lr1GoesOn() {
        LogBroker broker = broker();
        append(broker, MESSAGES);
        LogReader reader = reader(broker, From.START);
        Collected sink = new Collected(100);
        reader.connect(sink);
        while (sink.numbers().size() < 100) {
            reader.read(sink, 100_000_000);
        }
        sink.takeMore();
        for (int i = 0; i < 3; i++) {
            cut();
            reader.connect(sink);
            reader.read(sink, 100_000_000);
        }
        sink.read(reader, MESSAGES, patience());
        require("LR1", sink.numbers().equals(numbers(0, MESSAGES)), "it has read " + sink.numbers());
    }

    /** LR2. */
    @Test
    @DisplayName("LR2 A reader from now on resolves that once: what is appended while it is away is not missed.")
    public void lr2ResolvesNowOnce() {
        LogBroker broker = broker();
        LogReader reader = reader(broker, From.NOW);
        Collected sink = new Collected();
        reader.connect(sink);
        reader.disconnect();
        append(broker, 10);
        reader.connect(sink);
        sink.read(reader, 10, patience());
        require("LR2", sink.numbers().equals(numbers(0, 10)), "it has read " + sink.numbers());
    }

    /** LR3. */
    @Test
    @DisplayName("LR3 An entry whose frames make no sense is told and passed over.")
    public void lr3PassesOverNonsense() {
        LogBroker broker = broker();
        appendNonsense(stream);
        append(broker, 5);
        for (LogReader reader : List.of(reader(broker, From.START), member(broker, "one"))) {
            Collected sink = new Collected();
            reader.connect(sink);
            sink.read(reader, 5, patience());
            reader.read(sink, 1_000_000);
            require("LR3", sink.numbers().equals(numbers(0, 5)), "it has read " + sink.numbers());
            require("LR3", sink.rejected() == 1, sink.rejected() + " entries were told of, of one that makes no sense");
        }
    }

    // ---- groups ----

    /** LG1. */
    @Test
    @DisplayName("LG1 What a member is done with is acknowledged: neither it nor another one gets it again.")
    public void lg1Acknowledges() {
        LogBroker broker = broker();
        append(broker, MESSAGES);
        LogReader one = member(broker, "one");
        Collected first = new Collected();
        one.connect(first);
        first.read(one, MESSAGES, patience());
        one.close();
        for (String name : List.of("one", "two")) {
            LogReader next = member(broker, name);
            Collected sink = new Collected();
            next.connect(sink);
            for (int i = 0; i < 30; i++) {
                next.read(sink, 50_000_000);
            }
            require("LG1", sink.numbers().isEmpty(), name + " was handed again " + sink.numbers());
        }
    }

    /** LG2. */
    @Test
    @DisplayName(
            "LG2 A member that comes back gets first what it had not acknowledged, with the count of its deliveries.")
    public void lg2HandsAgainFirst() {
        LogBroker broker = broker();
        append(broker, 20);
        leaveBehind(broker, "one");
        append(broker, EPOCH + 1, 20, 5);
        LogReader one = member(broker, "one");
        Collected sink = new Collected();
        one.connect(sink);
        sink.read(one, 15, patience());
        require("LG2", !sink.numbers().isEmpty() && sink.numbers().get(0) == 10, "it has read " + sink.numbers());
        require("LG2", sink.mostDeliveries() >= 2, "deliveries are " + sink.mostDeliveries());
    }

    /** A member takes half of what there is and is handed the rest, and goes. */
    private void leaveBehind(LogBroker broker, String name) {
        LogReader gone = member(broker, name);
        Collected taken = new Collected(10);
        gone.connect(taken);
        while (taken.numbers().size() < 10) {
            gone.read(taken, 50_000_000);
        }
        gone.close();
    }

    /** LG3. */
    @Test
    @DisplayName("LG3 What a member leaves that is gone is taken over by another one.")
    public void lg3TakesOver() {
        LogBroker broker = broker();
        append(broker, 20);
        leaveBehind(broker, "one");
        LogReader two = member(broker, "two");
        Collected sink = new Collected();
        two.connect(sink);
        sink.read(two, 10, patience());
        require(
                "LG3",
                sink.numbers().stream().sorted().toList().equals(numbers(10, 20)),
                "another member was handed " + sink.numbers());
    }

    /** LG4. */
    @Test
    @DisplayName("LG4 What was trimmed before a member was done with it is told as lost, and hinders nobody.")
    public void lg4TellsWhatWasTrimmed() {
        LogBroker broker = broker();
        append(broker, 20);
        leaveBehind(broker, "one");
        trim(stream);
        append(broker, EPOCH + 1, 20, 5);
        LogReader one = member(broker, "one");
        Collected sink = Collected.expectingLoss();
        one.connect(sink);
        sink.read(one, 5, patience());
        require("LG4", sink.numbers().equals(numbers(20, 25)), "it has read " + sink.numbers());
        require("LG4", !sink.losses().isEmpty(), "nothing was told as lost, of ten entries that are gone");
    }

    static {
        if (Frames16.SPAN != 2 * FrameDescriptor.ALIGNMENT) {
            throw new IllegalStateException("a message of 16 bytes takes two slots");
        }
    }
}
