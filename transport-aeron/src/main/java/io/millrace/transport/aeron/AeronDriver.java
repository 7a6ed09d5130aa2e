// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A media driver that outlives the applications that use it; what {@code ./millrace aeron-driver} runs. Applications that say
 * nothing else find it in {@link #defaultDirectory()}, others with the option {@code aeron.dir}. Any thread; whoever starts it
 * closes it, and until then it runs on a daemon thread of its own.
 */
public final class AeronDriver implements AutoCloseable {
    /** The heartbeat of a driver that has just been killed is not stale yet. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(4);

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final EmbeddedDriver driver;

    private AeronDriver(EmbeddedDriver driver) {
        this.driver = driver;
    }

    /** Where the processes of this user meet unless they say otherwise. */
    public static Path defaultDirectory() {
        return DriverSite.ofThisUser();
    }

    /**
     * Starts a driver. Waits for some seconds while one that may have been killed still looks alive.
     *
     * @param directory where; its parent is made if it is missing, and what a dead driver has left there is removed
     * @param idle {@code backoff}, {@code yield} or {@code spin}
     * @throws io.millrace.error.ConfigurationException {@code JVM_FLAG_MISSING}, or {@code DRIVER_UNUSABLE} if the directory
     *     cannot hold a driver
     * @throws LinkException {@code ADDRESS_IN_USE} if a driver runs there already
     */
    public static AeronDriver start(Path directory, String idle) {
        JvmFlag.require();
        DriverSite site = new DriverSite(
                directory.toAbsolutePath().normalize(),
                true,
                AeronOptions.DriverIdle.valueOf(idle.toUpperCase(Locale.ROOT)));
        DriverDirectory.prepare(site);
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        EmbeddedDriver started = EmbeddedDriver.start(site);
        while (started == null && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(LOOK_NS);
            started = EmbeddedDriver.start(site);
        }
        if (started == null) {
            throw new LinkException(
                    ErrorCode.ADDRESS_IN_USE,
                    "a media driver runs in " + site.directory() + " already",
                    "use that one, or choose another directory");
        }
        return new AeronDriver(started);
    }

    /** Where it runs. */
    public Path directory() {
        return driver.directory();
    }

    /** Whether it is at work; it is not when something in it has failed for good. */
    public boolean isAlive() {
        return DriverPulse.isAlive(driver.directory());
    }

    @Override
    public void close() {
        driver.close();
    }
}
