// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.error.ErrorCode;
import io.millrace.error.InternalException;
import io.millrace.error.MillraceException;
import io.millrace.spi.log.BrokerReport;
import io.millrace.spi.log.LogBroker;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread of an endpoint that does what waits for its broker: connecting, and asking for signs of life. Told by the I/O
 * agent, which it tells what came of it.
 */
final class LogSupervisor implements Runnable {

    /** What the I/O agent is told, on its own thread. */
    interface Listener {
        void connected(int attempt, BrokerReport report);

        void alive(int attempt);

        void failed(int attempt, MillraceException cause);
    }

    private static final String REPORT = "please report it; it is tried again";

    /** What is to be done, and the attempt that it is a part of. */
    private record Task(int attempt, Runnable work) {}

    private final LogBroker broker;
    private final IoAgent agent;
    private final Listener listener;
    private final BlockingQueue<Task> work = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean ended;

    LogSupervisor(LogBroker broker, IoAgent agent, String name, Listener listener) {
        this.broker = broker;
        this.agent = agent;
        this.listener = listener;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void connect(int attempt) {
        work.add(new Task(attempt, () -> {
            BrokerReport report = broker.connect();
            agent.execute(() -> listener.connected(attempt, report));
        }));
    }

    void ping(int attempt) {
        work.add(new Task(attempt, () -> {
            broker.ping();
            agent.execute(() -> listener.alive(attempt));
        }));
    }

    /** The broker is closed by the thread itself, as its last act. */
    void end() {
        ended = true;
        broker.disconnect();
        work.add(new Task(0, () -> {}));
    }

    void awaitEnd(long patienceNs) {
        if (Thread.currentThread() != thread) {
            SubscriberThread.awaitEnd(thread, patienceNs);
        }
    }

    @Override
    public void run() {
        while (!ended) {
            Task task;
            try {
                task = work.take();
            } catch (InterruptedException ignored) {
                // nobody's way to tell this thread anything
                continue;
            }
            try {
                task.work.run();
            } catch (MillraceException e) {
                tell(task, e);
            } catch (RuntimeException e) {
                tell(task, new InternalException(ErrorCode.INTERNAL, "asking the broker failed: " + e, REPORT, e));
            }
        }
        broker.close();
    }

    private void tell(Task task, MillraceException cause) {
        if (!ended) {
            agent.execute(() -> listener.failed(task.attempt, cause));
        }
    }
}
