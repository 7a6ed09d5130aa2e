// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ConfigurationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one process has at a time, and that goes with the process, however that ends: of the media driver of a directory,
 * or of an address that is listened at. Any thread.
 */
final class HeldLock implements AutoCloseable {

    /**
     * Those of this process, which guards every look at a file: a lock is the whole process's, a second channel to the file would
     * not meet it, and would take it away by being closed.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private HeldLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock, or returns null if somebody has it. */
    static @Nullable HeldLock tryTake(Path folder, String name) {
        synchronized (HELD) {
            try {
                if (!Files.isDirectory(folder)) {
                    Files.createDirectory(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                Path file = folder.toRealPath().resolve(name);
                return HELD.contains(file) ? null : open(file);
            } catch (IOException e) {
                throw unusable(folder, e);
            }
        }
    }

    private static @Nullable HeldLock open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            // Who held it may have removed the file between our open and its end: then this lock is of nothing
            if (lock != null && Files.exists(file)) {
                HELD.add(file);
                return new HeldLock(file, channel);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    private static ConfigurationException unusable(Path folder, IOException cause) {
        return AeronErrors.unusable(
                "cannot make a lock in " + folder + ": " + cause,
                "let this user write there, or choose another directory with the option aeron.dir");
    }

    @Override
    public void close() {
        synchronized (HELD) {
            if (!HELD.remove(file)) {
                return;
            }
            try (channel) {
                Files.deleteIfExists(file);
                Path folder = file.getParent();
                if (folder != null) {
                    // With the last lock in it
                    Files.deleteIfExists(folder);
                }
            } catch (IOException e) {
                // The lock is gone with its channel; a file that stays is taken by the next one
            }
        }
    }
}
