// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.regex.Pattern;

/** Which texts can be a host. Nothing is resolved here. */
final class HostSyntax {
    private static final int IPV6_GROUPS = 8;
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern DOTTED = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._~-]+");
    private static final Pattern HOST_PORT = Pattern.compile("([A-Za-z0-9._~-]+|\\[[^\\[\\]@]*])(:\\d*)?");

    private HostSyntax() {}

    /** Whether the text cannot be anything but a list of hosts with ports, so that it holds no password. */
    static boolean looksLikeHosts(String text) {
        for (String part : text.split(",", -1)) {
            if (!HOST_PORT.matcher(part).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is four numbers with dots, one of them too large: neither an address nor a name. */
    static boolean isBrokenIpv4(String host) {
        return DOTTED.matcher(host).matches() && !IPV4.matcher(host).matches();
    }

    /** Whether it is an IPv6 address, perhaps with a zone ({@code fe80::1%eth0}), without brackets. */
    static boolean isIpv6(String text) {
        int percent = text.indexOf('%');
        if (percent >= 0) {
            return ZONE.matcher(text.substring(percent + 1)).matches() && isIpv6(text.substring(0, percent));
        }
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true) == IPV6_GROUPS;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
    }

    // How many 16-bit groups, or -1 if one is malformed. Only the end of an address may be a dotted IPv4.
    private static int groups(String text, boolean ipv4AtEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (GROUP.matcher(parts[i]).matches()) {
                count++;
            } else if (ipv4AtEnd
                    && i == parts.length - 1
                    && IPV4.matcher(parts[i]).matches()) {
                count += 2;
            } else {
                return -1;
            }
        }
        return count;
    }
}
