// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import io.millrace.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint listens or connects to, and with which options. Parsed by the API from what the application wrote and
 * read by the transport of its scheme. Immutable; any thread.
 *
 * <p>The forms:
 *
 * <ul>
 *   <li>{@code tcp://host:7400?ring=8M&heartbeat=500ms}: hosts may have a {@code _}; IPv6 stands in brackets, perhaps with
 *       a zone ({@code [fe80::1%25eth0]:7400}); a list of hosts is separated by commas; then options.
 *   <li>{@code uds:///run/app.sock}: no host, a path.
 *   <li>{@code mem:orders}: an address that only the transport understands.
 *   <li>{@code aeron:udp?endpoint=host:40123|mtu=1408#ring=8M}: the carrier's own syntax up to {@code #}, kept as it is;
 *       options follow.
 * </ul>
 *
 * <p>{@link #raw()} is what was written, passwords included: never print it. {@link #toString()} and every error message
 * mask the password of the user info and the values of parameters whose names speak of a password, token, secret or key.
 */
public final class EndpointUri {
    /**
     * One option as it was written.
     *
     * @param name as written
     * @param value percent-decoded; may be empty, and a secret
     * @param column where the name begins in {@link EndpointUri#raw()}, counted from 1
     */
    public record Parameter(String name, String value, int column) {
        /** The parameter with a secret value masked and anything unprintable escaped. */
        @Override
        public String toString() {
            return name + "=" + (UriCharacters.secretName(name) ? Redaction.MASK : Redaction.printable(value));
        }
    }

    /**
     * One host of the list.
     *
     * @param host a name or an address, IPv6 without brackets
     * @param port 0 to 65535, or -1 if none was given
     */
    public record HostPort(String host, int port) {
        /** As it stands in a URI. */
        @Override
        public String toString() {
            String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return port < 0 ? bracketed : bracketed + ":" + port;
        }
    }

    private final UriText text;
    private final String scheme;
    private final Authority authority;
    private final List<Parameter> parameters;

    EndpointUri(UriText text, String scheme, Authority authority, List<Parameter> parameters) {
        this.text = text;
        this.scheme = scheme;
        this.authority = authority;
        this.parameters = parameters;
    }

    /**
     * Parses a URI. Nothing is looked up: whether a transport for the scheme exists, or the host, shows later.
     *
     * @throws ConfigurationException INVALID_URI, with the URI (redacted) and a caret under the offending column
     */
    public static EndpointUri parse(String raw) {
        return UriParser.parse(Objects.requireNonNull(raw, "raw"));
    }

    /** What was written, secrets included: for a carrier's own parser, never for a message or a log. */
    public String raw() {
        return text.raw();
    }

    /** The part before the first colon, in lower case. */
    public String scheme() {
        return scheme;
    }

    /**
     * What stands between {@code scheme:} or {@code scheme://} and the options, without the user info:
     * {@code 127.0.0.1:7400}, {@code [::1]:7400}, {@code orders}, {@code /run/app.sock}. Percent-decoded but for hosts, and
     * but for a carrier's own syntax, of which it is all up to {@code #}: {@code udp?endpoint=host:40123|mtu=1408}.
     */
    public String address() {
        return authority.address();
    }

    /** The first host, IPv6 without its brackets; null if the URI has no authority. */
    public @Nullable String host() {
        return hosts().isEmpty() ? null : hosts().get(0).host();
    }

    /** The first host's port, 0 to 65535; -1 if there is none. */
    public int port() {
        return hosts().isEmpty() ? -1 : hosts().get(0).port();
    }

    /** All hosts, in the order in which they were written; empty if the URI has no authority. */
    public List<HostPort> hosts() {
        return authority.hosts();
    }

    /** What follows the hosts, percent-decoded, with its slash: {@code /0} of {@code redis://host:6379/0}; else empty. */
    public String path() {
        return authority.path();
    }

    /** What stands before {@code @}, as written; a secret; null if there is none. */
    public @Nullable String userInfo() {
        return authority.userInfo();
    }

    /** The options in the order in which they were written, no name twice. {@link Options#parse} gives them types. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * The same URI with another port at its first host; to report the port that was bound in place of 0.
     *
     * @throws IllegalStateException if the URI has no host
     * @throws IllegalArgumentException if the port is not 0 to 65535
     */
    public EndpointUri withPort(int port) {
        if (authority.portFrom() < 0) {
            throw new IllegalStateException(this + " has no host that a port could belong to");
        }
        if (port < 0 || port > AuthorityParser.MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not 0 to " + AuthorityParser.MAX_PORT);
        }
        String raw = raw();
        return parse(raw.substring(0, authority.portFrom()) + ":" + port + raw.substring(authority.portTo()));
    }

    /** The same address without any option. */
    public EndpointUri withoutParameters() {
        int separator = raw().indexOf(UriCharacters.parameterSeparator(raw()));
        return separator < 0 ? this : parse(raw().substring(0, separator));
    }

    /**
     * The same URI with one more option.
     *
     * @param name of an option that it does not have yet
     * @param value as it stands in a URI, percent-encoded where it has to be
     */
    public EndpointUri withParameter(String name, String value) {
        char separator = parameters.isEmpty() ? UriCharacters.parameterSeparator(raw()) : '&';
        return parse(raw() + separator + name + "=" + value);
    }

    /**
     * The URIs of its hosts one by one, in their order: {@code tcp://a:1?x=2} and {@code tcp://b:2?x=2} of {@code
     * tcp://a:1,b:2?x=2}. The URI itself if it has one host or none.
     */
    public List<EndpointUri> eachHost() {
        if (hosts().size() < 2) {
            return List.of(this);
        }
        String user = userInfo();
        int from = raw().indexOf("://") + 3 + (user == null ? 0 : user.length() + 1);
        int to = from + address().length() - path().length();
        List<EndpointUri> each = new ArrayList<>();
        for (String host : raw().substring(from, to).split(",", -1)) {
            each.add(parse(raw().substring(0, from) + host + raw().substring(to)));
        }
        return List.copyOf(each);
    }

    /**
     * For a transport whose addresses are {@code host:port}: the only host, with a port.
     *
     * @throws ConfigurationException INVALID_URI if there is no host, more than one, no port, or a path
     */
    public HostPort requireHostAndPort() {
        int afterScheme = scheme.length() + 1;
        String example = "write " + scheme + "://host:7400";
        if (hosts().isEmpty()) {
            throw text.error(afterScheme, "a " + scheme + ": URI needs a host and a port", example);
        }
        HostPort first = hosts().get(0);
        if (hosts().size() > 1) {
            throw text.error(
                    authority.portTo(), "a " + scheme + ": URI has one host, this one has " + hosts().size(), example);
        }
        if (first.port() < 0) {
            throw text.error(
                    authority.portFrom(), "there is no port after the host", example + "; 0 lets the system choose");
        }
        if (!path().isEmpty()) {
            throw text.error(
                    authority.portTo(), "a " + scheme + ": URI has no path", "remove everything up to the '?'");
        }
        return first;
    }

    /**
     * An error about this URI, for a transport to throw that understands its address better than this parser.
     *
     * @param column where, counted from 1 in {@link #raw()}; the URI is quoted with a caret under it
     * @param problem what is wrong; must not hold a secret
     * @param hint what to write instead
     */
    public ConfigurationException invalid(int column, String problem, String hint) {
        return text.error(Objects.checkIndex(column - 1, raw().length() + 1), problem, hint);
    }

    UriText text() {
        return text;
    }

    /** Whether both were written the same, secrets included. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointUri uri && uri.raw().equals(raw());
    }

    @Override
    public int hashCode() {
        return raw().hashCode();
    }

    /** The URI as it may be shown: secrets are {@code ***}. */
    @Override
    public String toString() {
        return text.redacted();
    }
}
