// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.spi.socket.SocketFile;
import io.millrace.spi.uri.EndpointUri;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** From a URI to the path of its socket file. */
final class UdsPath {
    /** What the JDK takes of the 108 (elsewhere 104) bytes that the system has for a path. */
    static final int MAX_BYTES = System.getProperty("os.name").equals("Linux") ? 106 : 102;

    private static final String EXAMPLE = "write an absolute path after three slashes: uds:///run/app.sock";

    private static final String SHORTER = "choose a shorter one, such as /run/app/orders.sock";

    private UdsPath() {}

    /** The path to dial. */
    static Path of(EndpointUri uri) {
        String address = uri.address();
        int column = uri.scheme().length() + 2;
        if (uri.host() != null) {
            throw uri.invalid(column, "a " + uri.scheme() + ": URI has no host, only a path", EXAMPLE);
        }
        if (address.startsWith("@") || address.startsWith("\0")) {
            throw uri.invalid(
                    column, "abstract names are not supported: the JDK knows sockets with a path only", EXAMPLE);
        }
        if (!address.startsWith("/")) {
            throw uri.invalid(column, "the path is not absolute", EXAMPLE);
        }
        int bytes = bytes(address);
        if (bytes > MAX_BYTES) {
            throw uri.invalid(
                    column, "the path has " + bytes + " bytes, and the system takes at most " + MAX_BYTES, SHORTER);
        }
        try {
            return Path.of(address);
        } catch (InvalidPathException e) {
            throw uri.invalid(column, "this is no path: " + e.getReason(), EXAMPLE);
        }
    }

    /** The path to listen at, which is bound under a name beside it first. */
    static Path toBind(EndpointUri uri) {
        Path path = of(uri);
        int directoryBytes = bytes(path.resolveSibling("").toString());
        if (path.getFileName() == null) {
            throw uri.invalid(uri.scheme().length() + 2, "there is no file name in the path", EXAMPLE);
        }
        if (directoryBytes + SocketFile.HIDDEN_BYTES > MAX_BYTES) {
            throw uri.invalid(
                    uri.scheme().length() + 2,
                    "the directory of the path has " + directoryBytes
                            + " bytes, and to listen there it may have at most "
                            + (MAX_BYTES - SocketFile.HIDDEN_BYTES),
                    SHORTER);
        }
        return path;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
