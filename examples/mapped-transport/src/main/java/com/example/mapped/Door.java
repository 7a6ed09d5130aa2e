// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code door} of a directory that is listened in. Its lock says that somebody listens, and goes with the process,
 * however that ends; its counter says how often somebody has rung, so that the listener need not search the directory.
 * Owned by its acceptor; the static methods are for any thread.
 */
final class Door implements AutoCloseable {
    private static final String NAME = "door";

    /**
     * Those of this process, which guards every look at a file. A lock is the whole process's: a second channel to the file
     * would not meet it, and would take it away by being closed.
     */
    private static final Map<Path, Door> OWN = new HashMap<>();

    private final Path key;
    private final FileChannel channel;
    private final MappedByteBuffer counter;
    private long seen;

    private Door(Path key, FileChannel channel) throws IOException {
        this.key = key;
        this.channel = channel;
        channel.write(ByteBuffer.allocate(Long.BYTES), 0);
        counter = channel.map(MapMode.READ_WRITE, 0, Long.BYTES);
    }

    static Door open(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path key = directory.toRealPath();
        synchronized (OWN) {
            if (OWN.containsKey(key)) {
                throw inUse(directory);
            }
            FileChannel channel = FileChannel.open(
                    key.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw inUse(directory);
                }
                LinkFile.deleteAll(key);
                Door door = new Door(key, channel);
                OWN.put(key, door);
                return door;
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    private static LinkException inUse(Path directory) {
        return new LinkException(
                ErrorCode.ADDRESS_IN_USE, "somebody listens in " + directory + " already", "choose another directory");
    }

    /** Whether somebody listens in a directory. */
    static boolean isOpen(Path directory) {
        synchronized (OWN) {
            try {
                if (OWN.containsKey(directory.toRealPath())) {
                    return true;
                }
                try (FileChannel channel = FileChannel.open(directory.resolve(NAME), StandardOpenOption.WRITE)) {
                    return channel.tryLock() == null;
                }
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** Says that a connection waits. */
    static void ring(Path directory) throws IOException {
        synchronized (OWN) {
            Door own = OWN.get(directory.toRealPath());
            if (own != null) {
                Mapped.increment(own.counter, 0);
                return;
            }
            try (FileChannel channel =
                    FileChannel.open(directory.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                Mapped.increment(channel.map(MapMode.READ_WRITE, 0, Long.BYTES), 0);
            }
        }
    }

    /** The next connection that waits; null if there is none. */
    @Nullable LinkFile next() throws IOException {
        long rung = Mapped.get(counter, 0);
        if (rung == seen) {
            return null;
        }
        try (DirectoryStream<Path> waiting = Files.newDirectoryStream(key, LinkFile.WAITING)) {
            for (Path file : waiting) {
                LinkFile link = LinkFile.take(file);
                if (link != null) {
                    return link;
                }
            }
        }
        // Who rings after the search began has made the counter differ again
        seen = rung;
        return null;
    }

    @Override
    public void close() throws IOException {
        synchronized (OWN) {
            if (OWN.remove(key, this)) {
                Files.deleteIfExists(key.resolve(NAME));
                channel.close();
            }
        }
    }
}
