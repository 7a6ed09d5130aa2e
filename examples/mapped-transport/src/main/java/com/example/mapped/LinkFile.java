// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package com.example.mapped;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The file of one connection: a {@link MappedPipe} in each direction. The dialler makes it and may write at once, as into the
 * queue of a listening socket; the listener takes its name away. What both have mapped lives on until both are gone, and
 * nothing stays behind, whoever dies.
 *
 * <p>Its length is written as zeros before it is mapped. A file that is only given a length has no room on the disk yet, and
 * when that is full a store into the mapping ends in an {@code InternalError}.
 */
final class LinkFile {
    static final String WAITING = "*.waiting";

    private static final int ZEROS = 64 * 1024;
    private static final int MOST_PIPE_BYTES = 16 * 1024 * 1024;

    private final Path path;
    private final MappedByteBuffer memory;

    private LinkFile(Path path, MappedByteBuffer memory) {
        this.path = path;
        this.memory = memory;
    }

    /** Makes one, waiting for the listener. */
    static LinkFile create(Path directory, int pipeBytes) throws IOException {
        String name = UUID.randomUUID().toString();
        Path unfinished = directory.resolve(name + ".new");
        // A multiple of a cache line, as the indices of the second pipe have to be aligned
        long bytes = 2L * (MappedPipe.INDEX_BYTES + (pipeBytes + 63 & ~63));
        try (FileChannel channel = FileChannel.open(
                unfinished,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (long at = 0; at < bytes; at += zeros.position()) {
                zeros.clear().limit((int) Math.min(ZEROS, bytes - at));
                channel.write(zeros, at);
            }
            MappedByteBuffer memory = channel.map(MapMode.READ_WRITE, 0, bytes);
            return new LinkFile(Files.move(unfinished, directory.resolve(name + ".waiting")), memory);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /** Takes one that waits, at the listener; null if its dialler has taken it back. */
    static @Nullable LinkFile take(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long bytes = channel.size();
            return new LinkFile(path, channel.map(MapMode.READ_WRITE, 0, checked(path, bytes)));
        } catch (NoSuchFileException e) {
            return null;
        } finally {
            Files.deleteIfExists(path);
        }
    }

    private static long checked(Path path, long bytes) {
        long most = 2L * (MappedPipe.INDEX_BYTES + MOST_PIPE_BYTES);
        if (bytes < 2L * (MappedPipe.INDEX_BYTES + 1024) || bytes > most || bytes % 16 != 0) {
            throw new LinkException(
                    ErrorCode.LINK_IO,
                    path + " is no connection: it has " + bytes + " bytes",
                    "it is removed; see who else writes to the directory");
        }
        return bytes;
    }

    /** Removes what a listener that is gone has not taken. */
    static void deleteAll(Path directory) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*.{new,waiting}")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Takes a connection back, if nobody has taken it. */
    void delete() {
        try {
            Files.delete(path);
        } catch (NoSuchFileException e) {
            // Taken
        } catch (IOException e) {
            // Left to the next listener, which begins by removing what waits
        }
    }

    /** From the dialler to the listener. */
    MappedPipe there() {
        return new MappedPipe(part(0));
    }

    /** From the listener to the dialler. */
    MappedPipe back() {
        return new MappedPipe(part(1));
    }

    private ByteBuffer part(int number) {
        int bytes = memory.capacity() / 2;
        return memory.slice(number * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public String toString() {
        return path.getFileName().toString().substring(0, 8);
    }
}
