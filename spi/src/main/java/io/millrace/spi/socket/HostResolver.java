// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks up host names on daemon threads of its own, which exist only while there is something to look up: the system's
 * call may block for many seconds. For families whose addresses have host names: called on the I/O agent's thread only,
 * owned and closed by its {@link SocketFamily}.
 */
public final class HostResolver implements AutoCloseable {
    private static final int MAX_THREADS = 4;
    private static final long KEEP_ALIVE_SECONDS = 5;

    /** The blocking look-up; called by the resolver's threads. */
    @FunctionalInterface
    public interface NameService {
        /** All addresses of a name, at least one. */
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private final NameService names;
    private final Runnable wakeup;
    // By host: a dial that is tried again before its look-up has ended joins it, and does not queue another one
    private final Map<String, Answer> running = new ConcurrentHashMap<>();
    private @Nullable ThreadPoolExecutor threads;

    /** With the system's name service; {@code wakeup} is called by a thread of the resolver for each answer. */
    public HostResolver(Runnable wakeup) {
        this(InetAddress::getAllByName, wakeup);
    }

    /** With another name service. */
    public HostResolver(NameService names, Runnable wakeup) {
        this.names = names;
        this.wakeup = wakeup;
    }

    /** A look-up under way; polled by the I/O agent. */
    public final class Answer extends FutureTask<InetAddress[]> {
        private final String host;

        private Answer(String host) {
            super(() -> names.addressesOf(host));
            this.host = host;
        }

        /**
         * The addresses, or null while it goes on.
         *
         * @throws UnknownHostException if there are none
         */
        public InetAddress @Nullable [] poll() throws UnknownHostException {
            if (!isDone()) {
                return null;
            }
            try {
                return get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownHostException unknown) {
                    throw unknown;
                }
                UnknownHostException unknown = new UnknownHostException(host);
                unknown.initCause(e.getCause());
                throw unknown;
            } catch (InterruptedException e) {
                throw new IllegalStateException("a look-up that is done cannot wait", e);
            }
        }

        @Override
        protected void done() {
            running.remove(host, this);
            wakeup.run();
        }
    }

    /** Starts a look-up, or joins the one that runs for the same host. */
    public Answer resolve(String host) {
        Answer current = running.get(host);
        if (current == null) {
            current = new Answer(host);
            running.put(host, current);
            threads().execute(current);
        }
        return current;
    }

    private ThreadPoolExecutor threads() {
        ThreadPoolExecutor current = threads;
        if (current == null) {
            current = new ThreadPoolExecutor(
                    MAX_THREADS,
                    MAX_THREADS,
                    KEEP_ALIVE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    HostResolver::thread);
            current.allowCoreThreadTimeOut(true);
            threads = current;
        }
        return current;
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "millrace-resolver-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        ThreadPoolExecutor current = threads;
        if (current != null) {
            // A thread inside the system's call cannot be stopped; it ends when the call returns
            current.shutdownNow();
        }
    }
}
