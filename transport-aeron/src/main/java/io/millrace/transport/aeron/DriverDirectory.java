// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a directory can hold a media driver, before one is started there or asked: what the driver meets in the middle
 * of a store to mapped memory is the end of the process. Stateless; any thread.
 */
final class DriverDirectory {
    /** The driver's own files, a listener, and two links over IPC with terms of a megabyte. */
    static final long LEAST_BYTES = 32L << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private DriverDirectory() {}

    /**
     * Looks at the directory before a driver there is used or started.
     *
     * @throws ConfigurationException DRIVER_UNUSABLE with path, size and cure
     */
    static void check(DriverSite site) {
        if (!DriverPulse.isAlive(site.directory()) && site.embedded()) {
            prepare(site);
        }
    }

    /** Makes the directory's parent if it is missing, for this user alone, and looks whether there is room. */
    static void prepare(DriverSite site) {
        Path parent = site.directory().getParent();
        if (parent == null) {
            throw AeronErrors.unusable(
                    "'" + site.directory() + "' cannot be the directory of a media driver",
                    "give it a name of its own: aeron.dir=/dev/shm/aeron-orders");
        }
        try {
            createPrivate(parent);
        } catch (IOException e) {
            throw notWritable(parent, e);
        }
        requireOurs(site, parent);
        if (!Files.isWritable(parent)) {
            throw notWritable(parent, null);
        }
        if (Files.isDirectory(site.directory()) && !Files.isWritable(site.directory())) {
            throw notWritable(site.directory(), null);
        }
        if (Files.exists(site.directory()) && !Files.isDirectory(site.directory())) {
            throw AeronErrors.unusable(
                    site.directory() + " is no directory", "choose another one with the option aeron.dir");
        }
        checkRoom(parent);
    }

    private static void createPrivate(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        FileAttribute<?> owner = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        Path above = directory.getParent();
        if (above != null) {
            createPrivate(above);
        }
        try {
            Files.createDirectory(directory, owner);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static void checkRoom(Path directory) {
        try {
            FileStore store = Files.getFileStore(directory);
            long usable = store.getUsableSpace();
            if (usable < LEAST_BYTES) {
                throw AeronErrors.unusable(
                        directory + " has " + usable + " bytes left on " + store.name() + ", and a media driver with a"
                                + " link needs " + LEAST_BYTES,
                        "make it larger (`docker run --shm-size=256m`, `mount -o remount,size=256m " + directory
                                + "`), or choose another directory with the option aeron.dir");
            }
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
    }

    /** Keeps the driver's files, which it makes readable for everybody, from others. */
    static void makePrivate(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }

    /** Refuses a directory that is to be this user's alone and that somebody else has made. */
    private static void requireOurs(DriverSite site, Path parent) {
        if (!site.directory().equals(DriverSite.ofThisUser())) {
            return;
        }
        try {
            String owner = Files.getOwner(parent).getName();
            if (!owner.equals(System.getProperty("user.name"))) {
                throw AeronErrors.unusable(
                        parent + " belongs to " + owner + ", and not to this process",
                        "remove it, or choose another directory with the option aeron.dir");
            }
            if (!Files.getPosixFilePermissions(parent).equals(OWNER_ONLY)) {
                Files.setPosixFilePermissions(parent, OWNER_ONLY);
            }
        } catch (IOException e) {
            throw notWritable(parent, e);
        }
    }

    private static ConfigurationException notWritable(Path directory, @Nullable IOException cause) {
        return AeronErrors.unusable(
                "the media driver cannot write to " + directory + (cause == null ? "" : ": " + cause),
                "let this user write there, or choose another directory with the option aeron.dir");
    }
}
