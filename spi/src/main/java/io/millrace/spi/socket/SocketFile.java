// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The file of a listening socket, for a {@link SocketFamily} of Unix domain sockets and whoever else listens on a file. Used by
 * one thread, which is the I/O agent's in a transport.
 *
 * <p>The system makes a socket's file with the rights that the umask leaves, and binding also begins to listen: who is quick
 * connects before its mode is set. So it is bound inside a directory that nobody else may enter, gets its mode there, and
 * then a second name at its path, which also never replaces anything. A stale file is moved into that directory first and
 * asked there once more, as another listener may have put itself in its place meanwhile.
 */
public final class SocketFile {
    /** The private directory's name is this and as many random letters or digits. */
    private static final String HIDDEN = ".mr";

    private static final int RANDOM_LETTERS = 3;
    /** What the name of a socket in the private directory is longer than the directory of its path. */
    public static final int HIDDEN_BYTES = "/".length() + HIDDEN.length() + RANDOM_LETTERS + "/s".length();

    private static final int MAX_TRIES = 100;

    private final Path path;
    private final FileState made;

    private SocketFile(Path path, FileState made) {
        this.path = path;
        this.made = made;
    }

    /**
     * Binds the channel and gives its file a mode and then its path, taking the place of a stale one.
     *
     * @param channel open and not bound; the caller closes it, also if this throws
     * @param path absolute, and at most as long as the system takes; its directory by {@link #HIDDEN_BYTES} shorter
     * @param mode who may connect, such as 0600
     * @throws IOException if that is not possible; a look at the path says why. Nothing is left behind
     */
    public static SocketFile bind(ServerSocketChannel channel, Path path, int mode, int backlog) throws IOException {
        Path hidden = hiddenBeside(path);
        Path fresh = hidden.resolve("s");
        try {
            channel.bind(UnixDomainSocketAddress.of(fresh), backlog);
            Files.setPosixFilePermissions(fresh, FileState.permissions(mode));
            publish(fresh, path);
            FileState state = FileState.at(fresh);
            if (state == null) {
                throw new NoSuchFileException(fresh.toString());
            }
            return new SocketFile(path, state);
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(hidden);
        }
    }

    private static Path hiddenBeside(Path path) throws IOException {
        for (int tries = 1; ; tries++) {
            int number = ThreadLocalRandom.current().nextInt(36 * 36, 36 * 36 * 36);
            try {
                return Files.createDirectory(
                        path.resolveSibling(HIDDEN + Integer.toString(number, 36)),
                        PosixFilePermissions.asFileAttribute(FileState.permissions(0700)));
            } catch (FileAlreadyExistsException e) {
                if (tries == MAX_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static void publish(Path fresh, Path path) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                Files.createLink(path, fresh);
                return;
            } catch (FileAlreadyExistsException e) {
                if (tries == MAX_TRIES || !removeStale(path, fresh.resolveSibling("o"))) {
                    throw e;
                }
            }
        }
    }

    /** True if nothing is there any more. */
    private static boolean removeStale(Path path, Path aside) throws IOException {
        FileState state = FileState.at(path);
        if (state == null) {
            return true;
        }
        if (!state.isSocket() || answers(path)) {
            return false;
        }
        try {
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return true;
        }
        try {
            if (answers(aside)) {
                // Not what was asked before: somebody else has replaced the stale one, and gets its place back
                Files.createLink(path, aside);
                return false;
            }
            return true;
        } finally {
            Files.delete(aside);
        }
    }

    /** Whether somebody listens behind a file; also true if the system does not let us find out. */
    public static boolean answers(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // Its queue is full, or it is not for us; gone meanwhile is the one answer that says no
            return FileState.at(path) != null;
        }
    }

    /** Whether the path still leads to this socket; see {@link FileState}. No if the system does not let us look. */
    public boolean isHeld() {
        try {
            return made.isSameFile(FileState.at(path));
        } catch (IOException e) {
            // Its directory is closed to us: whoever binds again will hear why
            return false;
        }
    }

    /** Removes the file, unless it is not this socket's any more. The channel must still be open. */
    public void remove() {
        try {
            if (isHeld()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // A stale file is left, which the next listener replaces
        }
    }
}
