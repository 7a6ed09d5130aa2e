// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.spi.socket.HostResolver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread of this process that talks to the media driver of one directory, for all its transports: it finds or starts the
 * driver, turns the Aeron client, opens and closes streams, and when driver or client are lost begins anew. I/O threads only
 * touch images and publications, which need no lock. It runs while somebody holds it; see {@link ClientAgents}.
 *
 * <p>{@link #add}, {@link #wake} and {@link #stop} are for any thread, everything else happens on its own.
 */
final class ClientAgent implements Runnable {
    private static final long NAP_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BUSY_NAP_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Far longer than a copy out of mapped memory can take, also on a machine with too much to do. */
    private static final long GRAVE_NS = TimeUnit.SECONDS.toNanos(3);

    /** So long what was written last may still be on its way out of this process's driver. */
    private static final long LINGER_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A client that is lost and may still be read from. */
    private record Grave(DriverClient client, long closeAtNs) {}

    private final DriverSite site;
    private final Thread thread;
    private final Queue<AgentTask> arriving = new ConcurrentLinkedQueue<>();
    private final HostResolver resolver = new HostResolver(this::wake);
    private volatile boolean stopping;

    private final List<AgentTask> tasks = new ArrayList<>();
    private final ArrayDeque<Grave> graves = new ArrayDeque<>();

    /** Let go of at once: since JDK 21 a thread that has ended still holds what it ran, that its own predecessor, and so on. */
    private @Nullable Thread predecessor;

    private @Nullable EmbeddedDriver driver;
    private @Nullable DriverClient client;
    private @Nullable MillraceException trouble;
    private long retryAtNs;

    /** @param predecessor of the same directory, which may still be closing its driver; null if there is none */
    ClientAgent(DriverSite site, int number, @Nullable Thread predecessor) {
        this.site = site;
        this.predecessor = predecessor;
        this.thread = new Thread(this, "millrace-aeron-" + number);
        this.thread.setDaemon(true);
        this.retryAtNs = System.nanoTime();
    }

    void start() {
        thread.start();
    }

    Thread thread() {
        return thread;
    }

    DriverSite site() {
        return site;
    }

    HostResolver resolver() {
        return resolver;
    }

    /** Takes a task over. */
    void add(AgentTask task) {
        arriving.add(task);
        wake();
    }

    /** There is something to do: ends its nap, or prevents the next. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends it when its tasks are over. */
    void stop() {
        stopping = true;
        wake();
    }

    @Override
    public void run() {
        awaitPredecessor();
        try {
            while (!stopping || !tasks.isEmpty() || !arriving.isEmpty()) {
                turnAndNap();
            }
            long untilNs = System.nanoTime() + LINGER_NS;
            while (driver != null && System.nanoTime() - untilNs < 0) {
                turnAndNap();
            }
        } finally {
            release();
        }
    }

    /** What goes wrong in a turn costs the links, and not the thread: it is the process's only one for the directory. */
    private void turnAndNap() {
        long nowNs = System.nanoTime();
        try {
            if (!turn(nowNs)) {
                LockSupport.parkNanos(NAP_NS);
            }
        } catch (Exception | InternalError e) {
            // An InternalError is what the JVM makes of a mapped file that its file system has no room for
            DriverClient current = client;
            InternalException why = internal("the agent of " + site.directory() + " failed: " + e, e);
            if (current != null) {
                lose(current, why, nowNs);
            }
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    private static InternalException internal(String message, Throwable cause) {
        return new InternalException(ErrorCode.INTERNAL, message, "please report it", cause);
    }

    private void awaitPredecessor() {
        Thread before = predecessor;
        predecessor = null;
        boolean interrupted = false;
        while (before != null && before.isAlive()) {
            try {
                before.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean turn(long nowNs) {
        for (AgentTask task = arriving.poll(); task != null; task = arriving.poll()) {
            tasks.add(task);
        }
        DriverClient current = client;
        if (current == null && nowNs - retryAtNs >= 0) {
            current = connect(nowNs);
        }
        int work = current == null ? 0 : current.work(nowNs);
        if (current != null && current.loss() != null) {
            lose(current, current.loss(), nowNs);
        }
        boolean more = advance(nowNs);
        Grave oldest = graves.peek();
        if (oldest != null && nowNs - oldest.closeAtNs() >= 0) {
            graves.remove();
            oldest.client().close();
        }
        if (work == 0 && more) {
            LockSupport.parkNanos(BUSY_NAP_NS);
        }
        return work > 0 || more;
    }

    private @Nullable DriverClient connect(long nowNs) {
        retryAtNs = nowNs + RETRY_NS;
        try {
            client = DriverClient.connect(site.directory());
            if (client == null && site.embedded() && driver == null) {
                DriverDirectory.prepare(site);
                driver = EmbeddedDriver.start(site);
                client = driver == null ? null : DriverClient.connect(site.directory());
            }
            trouble = client == null ? AeronErrors.noDriver(site.directory()) : null;
        } catch (MillraceException e) {
            trouble = e;
        } catch (Exception e) {
            // Aeron throws checked exceptions without declaring them
            trouble = internal("finding the media driver in " + site.directory() + " failed: " + e, e);
        }
        return client;
    }

    private void lose(DriverClient lost, MillraceException why, long nowNs) {
        client = null;
        trouble = why;
        retryAtNs = nowNs;
        tasks.forEach(task -> task.onClientLost(why));
        graves.add(new Grave(lost, nowNs + GRAVE_NS));
        EmbeddedDriver own = driver;
        if (own != null && !DriverPulse.isAlive(site.directory())) {
            driver = null;
            own.close();
        }
    }

    private boolean advance(long nowNs) {
        boolean more = false;
        for (int i = tasks.size() - 1; i >= 0; i--) {
            AgentTask task = tasks.get(i);
            more |= task.advance(client, trouble, nowNs);
            if (task.isOver()) {
                tasks.remove(i);
            }
        }
        return more;
    }

    /** Whoever still knows this agent or its thread must not keep the memory of a driver by that. */
    private void release() {
        resolver.close();
        graves.forEach(grave -> grave.client().close());
        graves.clear();
        DriverClient current = client;
        client = null;
        if (current != null) {
            current.close();
        }
        EmbeddedDriver own = driver;
        driver = null;
        if (own != null) {
            own.close();
        }
    }
}
