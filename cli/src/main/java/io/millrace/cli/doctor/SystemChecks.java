// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import io.millrace.cli.Figures;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at what the operating system gives: loopback, descriptors, the queue of connections that wait. */
final class SystemChecks {
    private static final int TIMEOUT_MS = 2_000;
    private static final long FEW_DESCRIPTORS = 1_024;
    private static final long SHORT_BACKLOG = 128;
    static final Path SOMAXCONN = Path.of("/proc/sys/net/core/somaxconn");

    private SystemChecks() {}

    static List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(loopback(InetAddress.getLoopbackAddress()));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            findings.add(descriptors(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount()));
        }
        try {
            findings.add(backlog(setting(SOMAXCONN)));
        } catch (IOException | NumberFormatException e) {
            // not Linux, or hidden from us: then there is nothing to say
        }
        return findings;
    }

    /** A number that the kernel shows. In one read: there is no second one, and Files.readString begins with a single byte. */
    static long setting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = new byte[64];
            int length = in.read(text);
            return Long.parseLong(new String(text, 0, Math.max(0, length), StandardCharsets.US_ASCII).strip());
        }
    }

    static Finding loopback(InetAddress address) {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(new InetSocketAddress(address, 0));
            server.setSoTimeout(TIMEOUT_MS);
            long startNs = System.nanoTime();
            try (Socket client = new Socket()) {
                client.connect(server.getLocalSocketAddress(), TIMEOUT_MS);
                try (Socket accepted = server.accept()) {
                    client.setSoTimeout(TIMEOUT_MS);
                    accepted.getOutputStream().write(1);
                    if (client.getInputStream().read() != 1) {
                        throw new IOException("a byte was sent and did not arrive");
                    }
                }
            }
            return Finding.ok(
                    "loopback",
                    "binds and connects on " + address.getHostAddress() + " in "
                            + Figures.duration(System.nanoTime() - startNs));
        } catch (IOException e) {
            return Finding.problem(
                    "loopback",
                    address.getHostAddress() + ": " + e.getMessage(),
                    "bring the loopback interface up (ip link set lo up), and look for a firewall or a sandbox");
        }
    }

    static Finding descriptors(long open, long max) {
        String text = Figures.count(open) + " of " + Figures.count(max) + " open";
        return max >= FEW_DESCRIPTORS
                ? Finding.ok("descriptors", text)
                : Finding.warning("descriptors", text, "raise the limit before the process starts: ulimit -n 65536");
    }

    static Finding backlog(long somaxconn) {
        return somaxconn >= SHORT_BACKLOG
                ? Finding.ok("backlog", "up to " + Figures.count(somaxconn) + " connections may wait to be accepted")
                : Finding.warning(
                        "backlog",
                        "only " + somaxconn + " connections may wait to be accepted",
                        "sysctl -w net.core.somaxconn=4096");
    }
}
