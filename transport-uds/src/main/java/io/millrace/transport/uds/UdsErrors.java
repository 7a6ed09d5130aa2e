// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.spi.socket.FileState;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the system says about socket files, with the path and what to do about it. The system says "in use" of stale sockets,
 * live ones and other files alike, and the JDK calls a connect without permission a failed bind: so the path is looked at.
 */
final class UdsErrors {
    private UdsErrors() {}

    static MillraceException bindFailed(Path path, Exception cause) {
        Path directory = path.resolveSibling("");
        if (!Files.exists(directory)) {
            return new LinkException(
                    ErrorCode.BIND_FAILED,
                    "cannot listen at " + path + ": the directory " + directory + " does not exist",
                    "create it, or add create-dir=true to the URI",
                    cause);
        }
        FileState there = look(path);
        if (there != null && !there.isSocket()) {
            return notASocket("cannot listen at ", path, there, cause);
        }
        if (cause instanceof AccessDeniedException) {
            return denied("cannot listen at " + path, path, directory, cause);
        }
        if (there != null) {
            return new LinkException(
                    ErrorCode.ADDRESS_IN_USE,
                    "cannot listen at " + path + ": somebody listens there already (" + there.rights() + ")",
                    "see which process it is with `ss -lxp src " + path + "`, or choose another path",
                    cause);
        }
        return new LinkException(
                ErrorCode.BIND_FAILED,
                "cannot listen at " + path + ": " + cause.getMessage(),
                "check that its file system has sockets and hard links (`df -T " + directory + "`)",
                cause);
    }

    static MillraceException connectFailed(Path path, Exception cause) {
        FileState there = look(path);
        if (cause instanceof BindException) {
            return denied("cannot connect to " + path, path, path.resolveSibling(""), cause);
        }
        if (there == null) {
            return new LinkException(
                    ErrorCode.CONNECT_REFUSED, "nobody listens at " + path + ": there is no such file", START, cause);
        }
        if (!there.isSocket() && !Files.isSymbolicLink(path)) {
            return notASocket("cannot connect to ", path, there, cause);
        }
        if (cause instanceof ConnectException) {
            return new LinkException(
                    ErrorCode.CONNECT_REFUSED,
                    "nobody listens at " + path + ": the socket is one that a process left behind",
                    START,
                    cause);
        }
        return new LinkException(
                ErrorCode.CONNECT_FAILED,
                "cannot connect to " + path + ": " + cause.getMessage(),
                "if a resource is unavailable, more peers wait there than its backlog takes: see why it does not accept",
                cause);
    }

    private static final String START = "start the listening side, or check the path";

    /** Somebody else's socket, or something else, has come to the path of a listener. */
    static MillraceException stolen(Path path, FileState there) {
        return new LinkException(
                ErrorCode.ADDRESS_STOLEN,
                path + " leads to this listener no more: " + there.kind() + " of another process is there ("
                        + there.rights() + ")",
                "find out which (`ss -lxp src " + path + "`), stop it, then resume() this endpoint");
    }

    static ConfigurationException badMode(String mode) {
        return new ConfigurationException(
                ErrorCode.INVALID_OPTION,
                "option mode: '" + mode + "' is not a mode of a file",
                "write three octal digits, such as 600 (this user) or 660 (and the file's group); no more than 777");
    }

    private static MillraceException denied(String what, Path path, Path directory, Exception cause) {
        FileState file = look(path);
        FileState above = look(directory);
        String rights = (file == null ? "" : "; " + path + " is " + file.rights())
                + (above == null ? "" : "; " + directory + " is " + above.rights());
        return new LinkException(
                ErrorCode.PERMISSION_DENIED,
                what + ": user " + System.getProperty("user.name") + " may not" + rights,
                "to connect one needs write access to the file (mode= at the listener), and access to its directories",
                cause);
    }

    private static MillraceException notASocket(String what, Path path, FileState there, Exception cause) {
        return new LinkException(
                ErrorCode.NOT_A_SOCKET,
                what + path + ": it is " + there.kind() + " (" + there.rights() + ")",
                "choose another path, or remove it yourself",
                cause);
    }

    private static @Nullable FileState look(Path path) {
        try {
            return FileState.at(path);
        } catch (IOException e) {
            return null;
        }
    }
}
