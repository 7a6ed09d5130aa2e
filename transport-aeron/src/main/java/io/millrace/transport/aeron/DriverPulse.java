// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.Aeron;
import io.aeron.CncFileDescriptor;
import io.aeron.exceptions.AeronException;
import io.millrace.error.MillraceException;
import java.io.File;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of a media driver, in the file through which it talks to its clients. The client itself looks at it as well,
 * but gives a driver ten seconds; this says within two that it is gone, and at once if its process is. One thread, which
 * closes it.
 */
final class DriverPulse implements AutoCloseable {
    private static final EpochClock CLOCK = SystemEpochClock.INSTANCE;

    /** A driver beats once a second at least. */
    private static final long LONGEST_MS = TimeUnit.SECONDS.toMillis(2);

    private final MappedByteBuffer file;
    private final ManyToOneRingBuffer toDriver;
    private final @Nullable ProcessHandle process;

    private DriverPulse(MappedByteBuffer file, UnsafeBuffer header) {
        this.file = file;
        this.toDriver = new ManyToOneRingBuffer(CncFileDescriptor.createToDriverBuffer(file, header));
        // Null as well in a container that does not see the driver's process: then the heartbeat alone decides
        this.process = ProcessHandle.of(CncFileDescriptor.pid(header)).orElse(null);
    }

    /** Whether a driver is at work in the directory. */
    static boolean isAlive(Path directory) {
        try (DriverPulse pulse = open(directory)) {
            return pulse != null && pulse.ailment().isEmpty();
        }
    }

    /**
     * Opens the file; null if there is none, or it is not complete yet.
     *
     * @throws MillraceException DRIVER_UNUSABLE if the driver is of another version
     */
    static @Nullable DriverPulse open(Path directory) {
        File cnc = directory.resolve(CncFileDescriptor.CNC_FILE).toFile();
        if (cnc.length() <= CncFileDescriptor.META_DATA_LENGTH) {
            return null;
        }
        MappedByteBuffer file = map(cnc);
        if (file == null) {
            return null;
        }
        DriverPulse pulse = null;
        try {
            UnsafeBuffer header = CncFileDescriptor.createMetaDataBuffer(file);
            int version = header.getIntVolatile(CncFileDescriptor.cncVersionOffset(0));
            if (version != 0) {
                CncFileDescriptor.checkVersion(version);
                if (CncFileDescriptor.isCncFileLengthSufficient(header, file.capacity())) {
                    pulse = new DriverPulse(file, header);
                }
            }
            return pulse;
        } catch (AeronException e) {
            throw AeronErrors.unusable(
                    "the media driver in " + directory + " is of another version: " + e.getMessage(),
                    "run a driver of the version of this Aeron, or choose another directory with the option aeron.dir");
        } finally {
            if (pulse == null) {
                BufferUtil.free(file);
            }
        }
    }

    /** Null if it has just been removed; what is thrown then need not be declared. */
    private static @Nullable MappedByteBuffer map(File cnc) {
        try {
            return IoUtil.mapExistingFile(cnc, CncFileDescriptor.CNC_FILE);
        } catch (Exception e) {
            return null;
        }
    }

    /** What is wrong with the driver; empty if it lives. */
    String ailment() {
        long beatMs = toDriver.consumerHeartbeatTime();
        if (beatMs == Aeron.NULL_VALUE) {
            return "has been shut down";
        }
        ProcessHandle running = process;
        if (running != null && !running.isAlive()) {
            return "has died (process " + running.pid() + ")";
        }
        long ageMs = CLOCK.time() - beatMs;
        return ageMs > LONGEST_MS ? "has not been heard of for " + ageMs + " ms" : "";
    }

    @Override
    public void close() {
        BufferUtil.free(file);
    }
}
