// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * How far a long work has come: one line that renews itself on a terminal; elsewhere a plain line every few seconds in which
 * something was done.
 * Driven by the command's thread with {@link #tick}; {@link #note} may come from any thread.
 */
public final class Progress {
    private static final long TERMINAL_INTERVAL_NS = 100_000_000;
    private static final long PLAIN_INTERVAL_NS = 2_000_000_000;
    private static final int BAR_WIDTH = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;
    private final boolean quiet;
    private final LongSupplier nanoClock;
    private final long startNs;
    private long lastNs;
    private long lastMessages;
    private boolean lineOpen;

    /** Progress on {@code console.err()}; a quiet one shows nothing at all. */
    public Progress(Console console, boolean quiet) {
        this(console.err(), console.errTerminal(), quiet, System::nanoTime);
    }

    Progress(PrintStream err, boolean terminal, boolean quiet, LongSupplier nanoClock) {
        this.err = err;
        this.terminal = terminal;
        this.quiet = quiet;
        this.nanoClock = nanoClock;
        this.startNs = nanoClock.getAsLong();
        this.lastNs = startNs;
    }

    /**
     * Shows how far it is, if it is time to.
     *
     * @param fraction of the whole that is done, 0 to 1; negative if nobody knows how much the whole is
     */
    public synchronized void tick(long messages, long bytes, double fraction) {
        long nowNs = nanoClock.getAsLong();
        long sinceNs = nowNs - lastNs;
        if (quiet || sinceNs < (terminal ? TERMINAL_INTERVAL_NS : PLAIN_INTERVAL_NS)) {
            return;
        }
        show(line(messages, bytes, fraction, sinceNs), nowNs, messages);
    }

    private void show(String line, long nowNs, long done) {
        boolean news = done != lastMessages;
        lastNs = nowNs;
        lastMessages = done;
        if (terminal) {
            err.print(ERASE_LINE + line);
            err.flush();
            lineOpen = true;
        } else if (news) {
            // A log that a command writes for days has no use for the others
            err.println(line);
        }
    }

    /** As {@link #tick(long, long, double)}, for work that is counted in seeds. */
    public synchronized void tick(long seeds, double fraction) {
        long nowNs = nanoClock.getAsLong();
        long sinceNs = nowNs - lastNs;
        if (!quiet && sinceNs >= (terminal ? TERMINAL_INTERVAL_NS : PLAIN_INTERVAL_NS)) {
            String rate = String.format("  %.0f seeds/s", (seeds - lastMessages) * 1e9 / sinceNs);
            show(bar(fraction) + Figures.count(seeds, "seed") + rate, nowNs, seeds);
        }
    }

    /** A line that stays, above the one that renews itself. */
    public synchronized void note(String text) {
        if (quiet) {
            return;
        }
        clear();
        err.println(text);
    }

    /** Takes the line that renews itself away. */
    public synchronized void clear() {
        if (lineOpen) {
            err.print(ERASE_LINE);
            err.flush();
            lineOpen = false;
        }
    }

    /** Nanoseconds since this progress began. */
    public long elapsedNs() {
        return nanoClock.getAsLong() - startNs;
    }

    private String line(long messages, long bytes, double fraction, long sinceNs) {
        return bar(fraction) + Figures.count(messages, "message") + "  " + Figures.bytes(bytes) + "  "
                + Figures.messageRate(messages - lastMessages, sinceNs);
    }

    private String bar(double fraction) {
        StringBuilder line = new StringBuilder(100).append("  ");
        if (fraction >= 0) {
            int done = (int) Math.floor(Math.min(1, fraction) * BAR_WIDTH);
            if (terminal) {
                line.append("█".repeat(done))
                        .append("░".repeat(BAR_WIDTH - done))
                        .append(' ');
            }
            line.append(String.format("%3d %%  ", (int) Math.floor(Math.min(1, fraction) * 100)));
        }
        return line.toString();
    }
}
