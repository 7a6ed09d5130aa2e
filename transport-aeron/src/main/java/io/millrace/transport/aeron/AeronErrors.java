// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.aeron.Publication;
import io.aeron.exceptions.RegistrationException;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.error.ResourceException;
import java.nio.file.Path;

/** What goes wrong with Aeron, as errors of ours. Stateless; any thread. */
final class AeronErrors {
    private static final String DRIVER_HINT =
            "start it (`./millrace aeron-driver`), or let this process run one (option aeron.driver=embedded)";

    private static final int MOST_CHARS = 300;

    private AeronErrors() {}

    static LinkException noDriver(Path directory) {
        return new LinkException(ErrorCode.NO_DRIVER, "no media driver runs in " + directory, DRIVER_HINT);
    }

    static LinkException driverLost(Path directory, String how) {
        return new LinkException(
                ErrorCode.NO_DRIVER,
                "the media driver in " + directory + " " + how,
                "sessions go on when one is there again; to keep the driver apart from applications run"
                        + " `./millrace aeron-driver`");
    }

    static LinkException clientLost(Path directory, Throwable cause) {
        return new LinkException(
                ErrorCode.LINK_RESET,
                "the client of the media driver in " + directory + " was closed: " + text(cause),
                "a new one is made by itself; a process that is stopped for longer than the driver's client liveness"
                        + " timeout loses its client",
                cause);
    }

    static ConfigurationException unusable(String problem, String hint) {
        return new ConfigurationException(ErrorCode.DRIVER_UNUSABLE, problem, hint);
    }

    /** Why a publication takes no more, for good. */
    static LinkException broken(String link, long result) {
        if (result == Publication.MAX_POSITION_EXCEEDED) {
            return new LinkException(
                    ErrorCode.LINK_IO,
                    "the Aeron publication of " + link + " has reached its last position",
                    "the session goes on over a new one; a larger term-length makes it rarer");
        }
        return new LinkException(
                ErrorCode.LINK_RESET,
                "the peer of " + link + " is gone: its Aeron subscription is not connected any more",
                "if the peer should be up, look into its log");
    }

    /** The file system of a driver's directory is full. */
    static ResourceException noRoom(String doing, Throwable cause) {
        return new ResourceException(
                ErrorCode.OUT_OF_SHARED_MEMORY,
                doing + " failed: " + text(cause),
                "make the file system of the driver's directory larger (`docker run --shm-size`), or choose a"
                        + " smaller term-length",
                cause);
    }

    /** What the driver has answered to a command. */
    static MillraceException refused(String doing, RegistrationException cause) {
        String reason = text(cause);
        return switch (cause.errorCode()) {
            case STORAGE_SPACE -> noRoom(doing, cause);
            case INVALID_CHANNEL ->
                new ConfigurationException(
                        ErrorCode.INVALID_URI, doing + " failed: " + reason, "see Aeron's channel syntax", cause);
            default ->
                reason.contains("Address already in use")
                        ? new LinkException(
                                ErrorCode.ADDRESS_IN_USE,
                                doing + " failed: " + reason,
                                "another media driver or program has the port; choose another one",
                                cause)
                        : new LinkException(
                                ErrorCode.LINK_IO, doing + " failed: " + reason, "it is tried again", cause);
        };
    }

    /** What Aeron says, which may hold what another process has written. */
    private static String text(Throwable cause) {
        return RemoteText.clean(String.valueOf(cause.getMessage()), MOST_CHARS);
    }
}
