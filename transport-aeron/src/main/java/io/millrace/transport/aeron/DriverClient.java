// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.RegistrationException;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentInvoker;
import org.jspecify.annotations.Nullable;

/**
 * One life of an Aeron client: from a driver that is found alive to the loss of either. Aeron closes a client for good when its
 * driver is gone or it was not turned for too long; then the agent makes another one. Belongs to the agent's thread, which turns
 * it; nothing here waits.
 */
final class DriverClient implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.millrace.transport.aeron");

    /** How long a link may still be copying out of memory that is about to be unmapped: far longer than it can take. */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long PULSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path directory;
    private final Aeron aeron;
    private final AgentInvoker conductor;
    private final DriverPulse pulse;
    private @Nullable Throwable fatal;
    private @Nullable MillraceException loss;
    private long pulseAgainNs;

    private DriverClient(Path directory, DriverPulse pulse) {
        this.directory = directory;
        this.pulse = pulse;
        this.aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(directory.toString())
                .clientName("millrace")
                .useConductorAgentInvoker(true)
                .resourceLingerDurationNs(LINGER_NS)
                .errorHandler(this::onError)
                .subscriberErrorHandler(this::onError));
        this.conductor = aeron.conductorAgentInvoker();
    }

    /** Connects to the driver; null if none is alive in the directory. */
    static @Nullable DriverClient connect(Path directory) {
        DriverPulse pulse = DriverPulse.open(directory);
        if (pulse == null) {
            return null;
        }
        if (!pulse.ailment().isEmpty()) {
            pulse.close();
            return null;
        }
        try {
            return new DriverClient(directory, pulse);
        } catch (AeronException e) {
            pulse.close();
            LOG.log(Level.DEBUG, "media driver in " + directory, e);
            return null;
        }
    }

    /** Aeron's own handler ends the process where this one takes a note. */
    private void onError(Throwable problem) {
        LOG.log(Level.DEBUG, "Aeron client", problem);
        fatal = problem;
    }

    /**
     * Turns the client once.
     *
     * @return how much it has done
     */
    int work(long nowNs) {
        if (nowNs - pulseAgainNs >= 0) {
            pulseAgainNs = nowNs + PULSE_NS;
            String ailment = pulse.ailment();
            if (!ailment.isEmpty()) {
                loss = AeronErrors.driverLost(directory, ailment);
                return 1;
            }
        }
        int work = conductor.invoke();
        if (aeron.isClosed()) {
            Throwable cause = fatal;
            loss = AeronErrors.clientLost(directory, cause == null ? new IllegalStateException("closed") : cause);
        }
        return work;
    }

    /** Why it is of no more use; null while it is. */
    @Nullable MillraceException loss() {
        return loss;
    }

    long addPublication(String channel, int streamId) {
        return aeron.asyncAddExclusivePublication(channel, streamId);
    }

    long addSubscription(String channel, int streamId) {
        return aeron.asyncAddSubscription(channel, streamId);
    }

    /** What was asked for under this number; null while the driver is at it. */
    @Nullable ExclusivePublication publication(long registration, String doing) {
        try {
            return aeron.getExclusivePublication(registration);
        } catch (RegistrationException e) {
            throw AeronErrors.refused(doing, e);
        } catch (AeronException e) {
            throw lost(e);
        }
    }

    /** What was asked for under this number; null while the driver is at it. */
    @Nullable Subscription subscription(long registration, String doing) {
        try {
            return aeron.getSubscription(registration);
        } catch (RegistrationException e) {
            throw AeronErrors.refused(doing, e);
        } catch (AeronException e) {
            throw lost(e);
        }
    }

    private LinkException lost(AeronException cause) {
        return AeronErrors.clientLost(directory, cause);
    }

    void removePublication(long registration) {
        if (!aeron.isClosed()) {
            aeron.asyncRemovePublication(registration);
        }
    }

    void removeSubscription(long registration) {
        if (!aeron.isClosed()) {
            aeron.asyncRemoveSubscription(registration);
        }
    }

    /** Unmaps everything: no link may be at work on it. */
    @Override
    public void close() {
        aeron.close();
        pulse.close();
    }
}
