// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.spi.uri.EndpointUri.HostPort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what follows {@code scheme://}: user info, a list of hosts with ports, a path. Used once. */
final class AuthorityParser {
    static final int MAX_PORT = 65_535;
    private static final String PORT_HINT = "a port is a number from 0 to 65535; 0 lets the system choose";
    private static final String ANY_HOST_HINT =
            "to listen on this machine only write 127.0.0.1 or [::1], on every interface 0.0.0.0 or [::]";

    private final UriText text;
    private final String raw;
    private final List<HostPort> hosts = new ArrayList<>(1);
    private int portFrom = -1;
    private int portTo = -1;

    private AuthorityParser(UriText text) {
        this.text = text;
        this.raw = text.raw();
    }

    static Authority parse(UriText text, String scheme, int from, int to) {
        return new AuthorityParser(text).parse(scheme, from, to);
    }

    private Authority parse(String scheme, int from, int to) {
        int slash = indexOrEnd('/', from, to);
        if (from == to) {
            throw text.error(from, "nothing follows '" + scheme + "://'", "add a host and a port: 127.0.0.1:7400");
        }
        String path = PercentDecoder.decode(text, slash, to);
        if (slash == from) {
            return Authority.opaque(path);
        }
        int at = raw.lastIndexOf('@', to - 1);
        if (at > slash) {
            throw text.error(
                    slash,
                    "there is an '@' after the first '/'",
                    "in a user name or password percent-encode '/' as %2F, '?' as %3F and '@' as %40; in a path, '@' as %40");
        }
        boolean hasUser = at >= from;
        @Nullable String userInfo = hasUser ? raw.substring(from, at) : null;
        int hostsFrom = hasUser ? at + 1 : from;
        hosts(hostsFrom, slash);
        return new Authority(
                raw.substring(hostsFrom, slash) + path, userInfo, List.copyOf(hosts), path, portFrom, portTo);
    }

    private void hosts(int from, int to) {
        int start = from;
        while (start <= to) {
            int comma = indexOrEnd(',', start, to);
            if (start == comma && to > from) {
                throw text.error(start, "there is no host beside the comma", "write host:port,host:port");
            }
            host(start, comma);
            start = comma + 1;
        }
    }

    private void host(int from, int to) {
        boolean bracketed = from < to && raw.charAt(from) == '[';
        int hostEnd = bracketed ? ipv6End(from, to) : nameEnd(from, to);
        String host = raw.substring(from, hostEnd);
        if (bracketed) {
            host = raw.substring(from + 1, hostEnd - 1).replaceFirst("%25(?=.)", "%");
        }
        int port = hostEnd == to ? -1 : port(hostEnd + 1, to);
        if (hosts.isEmpty()) {
            portFrom = hostEnd;
            portTo = to;
        }
        hosts.add(new HostPort(host, port));
    }

    private int ipv6End(int from, int to) {
        int close = indexOrEnd(']', from, to);
        if (close == to) {
            throw text.error(from, "the bracket is never closed", "write an IPv6 address as [::1]:7400");
        }
        String address = raw.substring(from + 1, close).replaceFirst("%25(?=.)", "%");
        if (!HostSyntax.isIpv6(address)) {
            throw text.error(
                    from + 1,
                    text.quote(from + 1, close) + " is not an IPv6 address",
                    "in brackets stands an IPv6 address, perhaps with a zone: [::1] or [fe80::1%25eth0]");
        }
        if (close + 1 < to && raw.charAt(close + 1) != ':') {
            throw text.error(close + 1, "only ':' and a port may follow ']'", "write an IPv6 address as [::1]:7400");
        }
        return close + 1;
    }

    private int nameEnd(int from, int to) {
        int colon = indexOrEnd(':', from, to);
        if (colon < to && raw.indexOf(':', colon + 1) >= 0 && raw.indexOf(':', colon + 1) < to) {
            throw text.error(
                    from, "there is more than one ':' in a host", "write an IPv6 address in brackets: [::1]:7400");
        }
        if (colon == from) {
            throw text.error(from, "the host is empty", ANY_HOST_HINT);
        }
        for (int i = from; i < colon; i++) {
            if (!UriCharacters.inHost(raw.charAt(i))) {
                boolean any = raw.charAt(i) == '*';
                throw text.error(
                        i,
                        text.quote(i, i + Character.charCount(raw.codePointAt(i))) + " cannot stand in a host",
                        any
                                ? ANY_HOST_HINT
                                : "a host is letters, digits, '.', '-', '_'; write other scripts in their xn-- form");
            }
        }
        if (HostSyntax.isBrokenIpv4(raw.substring(from, colon))) {
            throw text.error(
                    from,
                    text.quote(from, colon) + " is not an IPv4 address",
                    "each of the four numbers is 0 to 255, without leading zeros");
        }
        return colon;
    }

    private int port(int from, int to) {
        if (from == to) {
            throw text.error(from, "there is no port after ':'", PORT_HINT);
        }
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (!UriCharacters.digit(c)) {
                String hint = c == '&' || c == '=' ? "options begin after a '?', the next ones after a '&'" : PORT_HINT;
                throw text.error(from, "port " + text.quote(from, to) + " is not a number", hint);
            }
        }
        if (to - from > 5 || Integer.parseInt(raw, from, to, 10) > MAX_PORT) {
            throw text.error(from, "port " + text.quote(from, to) + " is above " + MAX_PORT, PORT_HINT);
        }
        return Integer.parseInt(raw, from, to, 10);
    }

    private int indexOrEnd(char c, int from, int to) {
        int index = raw.indexOf(c, from);
        return index < 0 || index > to ? to : index;
    }
}
