// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.error.MillraceException;
import io.millrace.transport.aeron.AeronOptions.DriverIdle;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * A media driver inside this process, sized for a machine with two cores: one thread does all its work. The lock of its
 * directory says that it is the only one; other processes of the user use it, and one of them runs the next when it is gone.
 * Owned by who starts it; any thread.
 */
final class EmbeddedDriver implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.millrace.transport.aeron");

    private static final String LOCK = "driver";

    /** How often the driver looks at what has timed out, and tells its clients that it lives. */
    private static final long TIMER_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * For the values of counters, 128 bytes each; what they are called takes four times as much. Aeron's own default of 8 MiB
     * would make every driver touch 40 MiB when it starts.
     */
    private static final int COUNTER_VALUES_BYTES = 2 * 1024 * 1024;

    private static final long MAX_SPINS = 100;
    private static final long MAX_YIELDS = 100;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 1_000_000;

    private final MediaDriver driver;
    private final HeldLock lock;

    private EmbeddedDriver(MediaDriver driver, HeldLock lock) {
        this.driver = driver;
        this.lock = lock;
    }

    /** Starts a driver where none is alive; null if another process is about to, or its driver hangs. */
    static @Nullable EmbeddedDriver start(DriverSite site) {
        HeldLock lock = HeldLock.tryTake(site.locks(), LOCK);
        if (lock == null) {
            return null;
        }
        try {
            if (DriverPulse.isAlive(site.directory())) {
                // One that does not know of the lock, such as Aeron's own program
                lock.close();
                return null;
            }
            MediaDriver driver = MediaDriver.launch(context(site));
            DriverDirectory.makePrivate(site.directory());
            return new EmbeddedDriver(driver, lock);
        } catch (MillraceException e) {
            lock.close();
            throw e;
        } catch (InternalError e) {
            // What the JVM makes of a mapped file that its file system has no room for
            discard(site, lock);
            throw AeronErrors.noRoom("starting a media driver in " + site.directory(), e);
        } catch (Exception e) {
            // Aeron throws checked exceptions without declaring them
            discard(site, lock);
            throw AeronErrors.unusable(
                    "a media driver cannot be started in " + site.directory() + ": " + e,
                    "choose another directory with the option aeron.dir");
        }
    }

    /** What a driver that did not come to life has taken is given back, or there would be no room for the next attempt. */
    private static void discard(DriverSite site, HeldLock lock) {
        try (lock) {
            if (!DriverPulse.isAlive(site.directory())) {
                IoUtil.delete(site.directory().toFile(), true);
            }
        }
    }

    private static MediaDriver.Context context(DriverSite site) {
        ThreadFactory threads = work -> {
            Thread thread = new Thread(work, "millrace-aeron-driver");
            thread.setDaemon(true);
            return thread;
        };
        SocketRoom room = SocketRoom.available();
        return new MediaDriver.Context()
                .aeronDirectoryName(site.directory().toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(idle(site.idle()))
                .sharedThreadFactory(threads)
                .asyncExecutorThreadFactory(threads)
                .timerIntervalNs(TIMER_NS)
                .counterValuesBufferLength(COUNTER_VALUES_BYTES)
                .socketSndbufLength(room.sendBytes())
                .socketRcvbufLength(room.receiveBytes())
                .initialWindowLength(room.receiveBytes())
                // Room is there when a file is made, and not missing in the middle of a store
                .termBufferSparseFile(false)
                .errorHandler(EmbeddedDriver::note);
    }

    private static IdleStrategy idle(DriverIdle idle) {
        return switch (idle) {
            case BACKOFF -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
            case YIELD -> YieldingIdleStrategy.INSTANCE;
            case SPIN -> BusySpinIdleStrategy.INSTANCE;
        };
    }

    /** Nothing that happens in a driver ends the process. */
    private static void note(Throwable problem) {
        LOG.log(Level.DEBUG, "media driver", problem);
    }

    Path directory() {
        return Path.of(driver.aeronDirectoryName());
    }

    @Override
    public void close() {
        try (lock) {
            driver.close();
        }
    }
}
