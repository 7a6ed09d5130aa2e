// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands at a path at one moment. Device and inode tell a listener's file from any other for as long as the listener's
 * channel is open, since the system gives the number to nobody else before. Immutable.
 *
 * @param mode type and rights, as the system keeps them
 */
public record FileState(long device, long inode, int mode, String owner, String group) {
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    /**
     * Looks, without following a symbolic link at the end.
     *
     * @return null if nothing is there
     * @throws IOException if the system does not let us look
     */
    public static @Nullable FileState at(Path path) throws IOException {
        try {
            Map<String, Object> all =
                    Files.readAttributes(path, "unix:dev,ino,mode,owner,group", LinkOption.NOFOLLOW_LINKS);
            return new FileState(
                    number(all, "dev"),
                    number(all, "ino"),
                    (int) number(all, "mode"),
                    String.valueOf(all.get("owner")),
                    String.valueOf(all.get("group")));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static long number(Map<String, Object> all, String name) {
        return all.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** Whether it is a socket. */
    public boolean isSocket() {
        return (mode & TYPE) == SOCKET;
    }

    /** Whether both are one file, perhaps under two names. */
    public boolean isSameFile(@Nullable FileState other) {
        return other != null && other.device == device && other.inode == inode;
    }

    /** What it is, for a sentence: {@code a regular file}. */
    public String kind() {
        return switch (mode & TYPE) {
            case SOCKET -> "a socket";
            case 0100000 -> "a regular file";
            case 0040000 -> "a directory";
            case 0120000 -> "a symbolic link";
            case 0010000 -> "a named pipe";
            default -> "a device";
        };
    }

    /** Mode and owner as a list of files shows them: {@code rw------- alice:staff}. */
    public String rights() {
        StringBuilder bits = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < bits.length(); i++) {
            if ((mode & 0400 >> i) == 0) {
                bits.setCharAt(i, '-');
            }
        }
        return bits + " " + owner + ":" + group;
    }

    /** The rights that the last nine bits of a mode give. */
    public static Set<PosixFilePermission> permissions(int mode) {
        return PosixFilePermissions.fromString(
                new FileState(0, 0, mode, "", "").rights().substring(0, 9));
    }
}
