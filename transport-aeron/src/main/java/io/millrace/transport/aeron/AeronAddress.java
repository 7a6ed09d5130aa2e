// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ConfigurationException;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of an {@code aeron:} URI: Aeron's own channel as it was written, and the channels that are derived from it. Only
 * the parameters that links need are read or replaced, the rest is passed on. Immutable; nothing of Aeron is loaded.
 */
final class AeronAddress {
    private static final String IPC = "ipc";
    private static final String UDP = "udp";
    private static final String ENDPOINT = "endpoint";
    private static final String INTERFACE = "interface";
    private static final String SESSION_ID = "session-id";
    private static final String TERM_LENGTH = "term-length";
    private static final String MTU = "mtu";

    /** Where a publication begins: of the one that carries messages, not of the one that knocks. */
    private static final List<String> INITIAL_POSITION = List.of("init-term-id", "term-id", "term-offset");

    /** What would let several peers share one stream. */
    private static final List<String> MULTI_DESTINATION = List.of("control", "control-mode", "tags");

    /** What links set themselves. */
    private static final List<String> NOT_OURS = List.of(SESSION_ID, "response-correlation-id", "response-endpoint");

    private static final String FAN_OUT =
            "a link has one peer; for fan-out let every subscriber dial the same listener, each gets every message";

    /** The smallest that Aeron has: one message goes over it. */
    private static final String KNOCK_TERM_LENGTH = "64k";

    private final EndpointUri uri;
    private final boolean ipc;
    private final Map<String, String> parameters;
    private final String host;
    private final int port;
    private final int streamId;

    private AeronAddress(
            EndpointUri uri, boolean ipc, Map<String, String> parameters, String host, int port, int streamId) {
        this.uri = uri;
        this.ipc = ipc;
        this.parameters = parameters;
        this.host = host;
        this.port = port;
        this.streamId = streamId;
    }

    /**
     * Reads the channel.
     *
     * @throws ConfigurationException INVALID_URI if it is none, or one over which there are no links
     */
    static AeronAddress of(EndpointUri uri, Options options) {
        String address = uri.address();
        int question = address.indexOf('?');
        String media = question < 0 ? address : address.substring(0, question);
        boolean ipc = media.equals(IPC);
        if (!ipc && !media.equals(UDP)) {
            throw uri.invalid(
                    uri.scheme().length() + 2,
                    "'" + media + "' is not a medium of Aeron's that has links",
                    "write aeron:ipc, or aeron:udp?endpoint=host:port");
        }
        Map<String, String> parameters = parameters(uri, question < 0 ? "" : address.substring(question + 1));
        int streamId = options.get(AeronOptions.STREAM_ID);
        if (ipc) {
            return new AeronAddress(uri, true, parameters, "", -1, streamId);
        }
        String endpoint = parameters.get(ENDPOINT);
        if (endpoint == null) {
            throw uri.invalid(uri.scheme().length() + 2, "there is no endpoint", "write aeron:udp?endpoint=host:port");
        }
        HostAndPort at = hostAndPort(uri, endpoint);
        return new AeronAddress(uri, false, parameters, at.host(), at.port(), streamId);
    }

    private static Map<String, String> parameters(EndpointUri uri, String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : text.isEmpty() ? new String[0] : text.split("\\|", -1)) {
            int equals = parameter.indexOf('=');
            if (equals <= 0 || equals == parameter.length() - 1) {
                throw invalid(uri, parameter, "is not name=value", "parameters of a channel are separated by '|'");
            }
            String name = parameter.substring(0, equals);
            if (MULTI_DESTINATION.contains(name)) {
                throw invalid(
                        uri, parameter, "makes a multi-destination channel, over which there are no links", FAN_OUT);
            }
            if (NOT_OURS.contains(name)) {
                throw invalid(uri, parameter, "cannot be set", "a link chooses it itself; leave it out");
            }
            parameters.put(name, parameter.substring(equals + 1));
        }
        requireShape(uri, parameters);
        return parameters;
    }

    /** A listener would hear of it from its driver only when a peer has come, and the peer would hear nothing. */
    private static void requireShape(EndpointUri uri, Map<String, String> parameters) {
        String term = parameters.get(TERM_LENGTH);
        if (term != null) {
            require(uri, TERM_LENGTH + "=" + term, TermShape.troubleWithTerm(term));
        }
        String mtu = parameters.get(MTU);
        if (mtu != null) {
            require(uri, MTU + "=" + mtu, TermShape.troubleWithMtu(mtu, term));
        }
    }

    private static void require(EndpointUri uri, String parameter, @Nullable String trouble) {
        if (trouble != null) {
            throw invalid(uri, parameter, trouble, "leave it out, and it is chosen; or write a size such as 8k");
        }
    }

    /** A host, IPv6 without brackets, and a port. */
    record HostAndPort(String host, int port) {

        /** As Aeron writes it. */
        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    private static HostAndPort hostAndPort(EndpointUri uri, String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        String host = colon < 0 ? endpoint : endpoint.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int port = colon < 0 ? -1 : port(endpoint.substring(colon + 1));
        if (port < 0 || bare.isEmpty()) {
            throw invalid(uri, endpoint, "is not host:port", "write endpoint=127.0.0.1:40123 or endpoint=[::1]:40123");
        }
        if (isMulticast(bare)) {
            throw invalid(uri, endpoint, "is a multicast address, over which there are no links", FAN_OUT);
        }
        return new HostAndPort(bare, port);
    }

    private static int port(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535 ? Integer.parseInt(text) : -1;
    }

    private static boolean isMulticast(String host) {
        int dot = host.indexOf('.');
        if (host.indexOf(':') >= 0) {
            return host.toLowerCase(Locale.ROOT).startsWith("ff");
        }
        return host.matches("\\d{1,3}(\\.\\d{1,3}){3}") && Integer.parseInt(host.substring(0, dot)) >> 4 == 14;
    }

    private static ConfigurationException invalid(EndpointUri uri, String part, String problem, String hint) {
        return uri.invalid(Math.max(0, uri.raw().indexOf(part)) + 1, "'" + part + "' " + problem, hint);
    }

    EndpointUri uri() {
        return uri;
    }

    boolean isIpc() {
        return ipc;
    }

    /** Of a UDP channel, IPv6 without brackets. */
    String host() {
        return host;
    }

    /** Of a UDP channel; 0 lets the system choose. */
    int port() {
        return port;
    }

    int streamId() {
        return streamId;
    }

    /** The same with the port that was chosen in place of 0. */
    AeronAddress withPort(int chosen, Options options) {
        String endpoint = parameters.getOrDefault(ENDPOINT, "");
        String bound = new HostAndPort(host, chosen).toString();
        return of(
                EndpointUri.parse(uri.raw().replaceFirst(Pattern.quote(endpoint), Matcher.quoteReplacement(bound))),
                options);
    }

    /** No name is looked up: what is not plainly this host counts as elsewhere. */
    boolean staysInHost() {
        return ipc || isLoopback(host);
    }

    /** The same of a URI whose other options are not known; false if it cannot be read. */
    static boolean staysInHost(EndpointUri uri) {
        String address = uri.address();
        return address.equals(IPC)
                || address.startsWith(IPC + "?")
                || address.matches(
                        UDP + "\\?(.*\\|)?" + ENDPOINT + "=(127(\\.\\d{1,3}){3}|localhost|\\[::1]):\\d+(\\|.*)?");
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** What may be listened at once only: {@code ipc-7400}. */
    String key() {
        return (ipc ? IPC : UDP + "-" + host.replace(':', '_') + "-" + port) + "-" + streamId;
    }

    /** Over which a dialler knocks. */
    String knockPublication() {
        Map<String, String> channel = new LinkedHashMap<>(parameters);
        INITIAL_POSITION.forEach(channel::remove);
        channel.remove(MTU);
        channel.put(TERM_LENGTH, KNOCK_TERM_LENGTH);
        return channel(channel);
    }

    /** At which a listener hears who knocks. */
    String knockSubscription() {
        return channel(subscription());
    }

    /** From the dialler to the listener. */
    String publication(int sessionId) {
        return channel(publicationParameters(), sessionId);
    }

    /** From the dialler to the listener. */
    String subscription(int sessionId) {
        return channel(subscription(), sessionId);
    }

    /** From the listener to the dialler, who receives at this address; empty over IPC. */
    String replyPublication(String endpoint, int sessionId) {
        Map<String, String> channel = publicationParameters();
        replaceEndpoint(channel, endpoint);
        return channel(channel, sessionId);
    }

    /** From the listener to the dialler, who receives at this address; empty over IPC. */
    String replySubscription(String endpoint, int sessionId) {
        Map<String, String> channel = subscription();
        replaceEndpoint(channel, endpoint);
        return channel(channel, sessionId);
    }

    private Map<String, String> publicationParameters() {
        Map<String, String> channel = new LinkedHashMap<>(parameters);
        TermShape.fillIn(channel, ipc, staysInHost(), TERM_LENGTH, MTU);
        return channel;
    }

    private Map<String, String> subscription() {
        Map<String, String> channel = new LinkedHashMap<>(parameters);
        INITIAL_POSITION.forEach(channel::remove);
        channel.remove(MTU);
        channel.remove(TERM_LENGTH);
        return channel;
    }

    private void replaceEndpoint(Map<String, String> channel, String endpoint) {
        if (!ipc) {
            channel.put(ENDPOINT, endpoint);
            channel.remove(INTERFACE);
        }
    }

    private String channel(Map<String, String> channel, int sessionId) {
        channel.put(SESSION_ID, Integer.toString(sessionId));
        return channel(channel);
    }

    private String channel(Map<String, String> channel) {
        StringBuilder text = new StringBuilder("aeron:").append(ipc ? IPC : UDP);
        char separator = '?';
        for (Map.Entry<String, String> parameter : channel.entrySet()) {
            text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
            separator = '|';
        }
        return text.toString();
    }

    /** As in descriptions: the channel without its options, and the stream. */
    @Override
    public String toString() {
        return "aeron:" + uri.address() + " stream " + streamId;
    }
}
