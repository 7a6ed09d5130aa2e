// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test.fault;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The faults of one direction of a {@link FaultProxy}, or of both, of all its connections or of one. Got from the proxy; for
 * any thread. When a call returns the fault is there, but for what is with the kernels already.
 *
 * <p><b>Standing faults</b> last until {@link #heal}; those of all connections hold for later ones too: {@link #latency},
 * {@link #throttle}, {@link #split}, {@link #drop}, {@link #hold}, {@link #hideEnd}. <b>Faults that happen once</b> fall on
 * the next bytes of each connection that is open: {@link #swallow}, {@link #flipBits}, {@link #duplicate}, {@link
 * #closeAfter}, {@link #halfClose}. Several may be in force at once.
 *
 * <pre>{@code
 * proxy.bothWays().latency(Duration.ofMillis(20), Duration.ofMillis(5)).throttle(1_000_000);
 * proxy.toTarget().ofConnection(2).drop();
 * proxy.heal();
 * }</pre>
 */
public final class Faults {
    /** Which of the two directions. */
    enum Way {
        TO_TARGET("to the target"),
        TO_DIALLER("to the dialler"),
        BOTH("both ways");

        private final String text;

        Way(String text) {
            this.text = text;
        }
    }

    static final long ALL = 0;

    private final FaultProxy proxy;
    private final Way way;
    private final long connection;

    Faults(FaultProxy proxy, Way way, long connection) {
        this.proxy = proxy;
        this.way = way;
        this.connection = connection;
    }

    /**
     * The same of one connection only.
     *
     * @param number as in {@link FaultProxy#connections()}: 1 is the first one that was accepted
     */
    public Faults ofConnection(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("connection " + number + ": they are counted from 1");
        }
        return new Faults(proxy, way, number);
    }

    /** Every byte arrives so much later; the order stays. */
    public Faults latency(Duration delay) {
        return latency(delay, Duration.ZERO);
    }

    /** Every byte arrives so much later, and up to {@code jitter} more, drawn for each chunk; the order stays. */
    public Faults latency(Duration delay, Duration jitter) {
        long delayNs = positive("delay", delay.toNanos());
        long jitterNs = positive("jitter", jitter.toNanos());
        return standing(
                "latency " + delay.toMillis() + " ms, jitter " + jitter.toMillis() + " ms",
                condition -> condition.withLatency(delayNs, jitterNs));
    }

    /** No more than so many bytes in a second pass. */
    public Faults throttle(long bytesPerSecond) {
        atLeastOne("bytesPerSecond", bytesPerSecond);
        return standing("throttle " + bytesPerSecond + " bytes/s", condition -> condition.withThrottle(bytesPerSecond));
    }

    /** Bytes are written in pieces of 1 to {@code mostBytes}, each with a system call of its own. */
    public Faults split(int mostBytes) {
        atLeastOne("mostBytes", mostBytes);
        return standing("split into at most " + mostBytes + " bytes", condition -> condition.withSplit(mostBytes));
    }

    /** A black hole: bytes are taken from the sender, who notices nothing, and thrown away. */
    public Faults drop() {
        return standing("drop", Condition::withDrop);
    }

    /** Nothing passes, and nothing is lost: bytes wait, and the sender's socket fills. {@link #release} ends it. */
    public Faults hold() {
        return standing("hold", condition -> condition.withHold(true));
    }

    /** Ends {@link #hold}, and leaves other faults as they are. */
    public Faults release() {
        return standing("release", condition -> condition.withHold(false));
    }

    /** Half-open: when the sender closes, resets or dies, the receiver is not told. {@link #heal} tells it. */
    public Faults hideEnd() {
        return standing("hide the end", Condition::withHiddenEnd);
    }

    /** Ends the standing faults. What was dropped stays lost. */
    public Faults heal() {
        return standing("heal", condition -> Condition.GOOD);
    }

    /** The next {@code bytes} do not arrive, those behind them do. */
    public Faults swallow(long bytes) {
        return swallow(0, bytes);
    }

    /** After {@code afterBytes} that pass, {@code bytes} do not arrive. */
    public Faults swallow(long afterBytes, long bytes) {
        positive("afterBytes", afterBytes);
        atLeastOne("bytes", bytes);
        return once(
                "swallow " + bytes + " bytes after " + afterBytes,
                direction -> direction.arm(Surgery.swallow(direction.read() + afterBytes, bytes)));
    }

    /** Flips {@code bits} bits at random places among the next {@code withinBytes}. */
    public Faults flipBits(int bits, int withinBytes) {
        atLeastOne("bits", bits);
        atLeastOne("withinBytes", withinBytes);
        return once(
                "flip " + bits + " bits in " + withinBytes + " bytes",
                direction -> direction.arm(Surgery.flip(direction.read(), withinBytes, bits, proxy.random())));
    }

    /** The next {@code bytes} arrive twice, in the pieces in which they come. */
    public Faults duplicate(int bytes) {
        atLeastOne("bytes", bytes);
        return once(
                "duplicate " + bytes + " bytes",
                direction -> direction.arm(Surgery.duplicate(direction.read(), bytes)));
    }

    /** When {@code bytes} more have passed this way the connection is reset, on both sides; in general inside a frame. */
    public Faults closeAfter(long bytes) {
        positive("bytes", bytes);
        return once("close after " + bytes + " bytes", direction -> direction.cutAfter(bytes));
    }

    /** The receiver sees the end of the stream, while the other direction goes on; what still comes is thrown away. */
    public Faults halfClose() {
        return once("half-close", Direction::halfClose);
    }

    private Faults standing(String text, UnaryOperator<Condition> change) {
        proxy.standing(way, connection, describe(text), change);
        return this;
    }

    private Faults once(String text, Consumer<Direction> action) {
        proxy.once(way, connection, describe(text), action);
        return this;
    }

    private String describe(String text) {
        return way.text + (connection == ALL ? "" : " of connection " + connection) + ": " + text;
    }

    private static long positive(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " " + value + " is negative");
        }
        return value;
    }

    private static long atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + ": at least 1");
        }
        return value;
    }
}
