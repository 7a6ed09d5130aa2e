// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.IdleMode;
import io.millrace.PublicationOptions;
import io.millrace.SlowConsumerPolicy;
import io.millrace.internal.access.AccessOptions;
import io.millrace.spi.PlainText;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Option;
import io.millrace.spi.uri.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The engine's own options of an endpoint's URI; those of the transport come beside them. */
public final class EndpointOptions {

    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Stable part of the identity. */
    public static final Option<String> NAME = Option.text(
            "name", "", "name of this endpoint in its identity, node/name; the identity is random unless it is set");

    /** Ring size. */
    public static final Option<Integer> RING = Option.bytes(
            "ring",
            4 << 20,
            PublicationOptions.MIN_RING_BYTES,
            PublicationOptions.MAX_RING_BYTES,
            "size of a publication's ring, rounded up to a power of two");

    /** In-flight window. */
    public static final Option<Integer> WINDOW = Option.bytes(
            "window",
            1 << 20,
            PublicationOptions.MIN_WINDOW_BYTES,
            PublicationOptions.MAX_WINDOW_BYTES,
            "unprocessed bytes of one stream under way; at most a quarter ring");

    /** Largest message. */
    public static final Option<Integer> MAX_MESSAGE = Option.bytes(
            "max-message",
            1 << 28,
            1 << 10,
            1 << 28,
            "largest message, sent or received: streams that announce larger ones are refused");

    /** Messages that are being put together. */
    public static final Option<Integer> MAX_ASSEMBLED = Option.bytes(
            "max-assembled",
            1 << 29,
            1 << 11,
            1 << 30,
            "memory in which all messages together are put together out of fragments, at least twice max-message; above it they wait");

    /** Idle mode. */
    public static final Option<IdleMode> IDLE =
            Option.choice("idle", IdleMode.ADAPTIVE, "how the runtime's threads wait; the same for all its endpoints");

    /** Heartbeat. */
    public static final Option<Duration> HEARTBEAT = Option.duration(
            "heartbeat", Duration.ofSeconds(1), Duration.ofMillis(10), DAY, "longest time without sending anything");

    /** Dead after. */
    public static final Option<Duration> DEAD_AFTER = Option.duration(
            "dead-after",
            Duration.ofSeconds(3),
            Duration.ofMillis(30),
            DAY,
            "longest time without receiving anything; at least twice the peer's heartbeat");

    /** Handshake deadline. */
    public static final Option<Duration> HANDSHAKE_TIMEOUT = Option.duration(
            "handshake-timeout", Duration.ofSeconds(5), MILLISECOND, DAY, "for HELLO and WELCOME on a new link");

    /** Session timeout. */
    public static final Option<Duration> SESSION_TIMEOUT = Option.duration(
            "session-timeout", Duration.ofSeconds(60), MILLISECOND, DAY, "how long a session is kept without a link");

    /** Publish deadline. */
    public static final Option<Duration> PUBLISH_TIMEOUT = Option.duration(
            "publish-timeout", Duration.ofSeconds(5), Duration.ZERO, DAY, "how long publish waits for room");

    /** Drain deadline. */
    public static final Option<Duration> DRAIN_TIMEOUT = Option.duration(
            "drain-timeout", Duration.ofSeconds(5), Duration.ZERO, DAY, "how long close delivers what was accepted");

    /** Backoff base. */
    public static final Option<Duration> BACKOFF_BASE = Option.duration(
            "backoff-base", Duration.ofMillis(100), MILLISECOND, DAY, "ceiling of the first wait between attempts");

    /** Backoff cap. */
    public static final Option<Duration> BACKOFF_CAP = Option.duration(
            "backoff-cap", Duration.ofSeconds(5), MILLISECOND, DAY, "ceiling of every wait between attempts");

    /** Checksums. */
    public static final Option<ChecksumMode> CHECKSUM =
            Option.choice("checksum", ChecksumMode.AUTO, "whether frames of publications carry a CRC32C");

    /** Checksums required. */
    public static final Option<Boolean> REQUIRE_CHECKSUM =
            Option.bool("require-checksum", false, "whether streams of peers without checksums are refused");

    /** Slow consumers. */
    public static final Option<SlowConsumerPolicy> SLOW_CONSUMER = Option.choice(
            "slow-consumer",
            SlowConsumerPolicy.BLOCK,
            "what becomes of one of several subscribers that alone keeps a publication's ring full");

    /** Reply rings. */
    public static final Option<Integer> REPLY_RING = Option.bytes(
            "reply-ring",
            64 << 10,
            PublicationOptions.MIN_RING_BYTES,
            PublicationOptions.MAX_RING_BYTES,
            "size of the ring of replies that a session has once a handler has asked for it");

    /** Connections. */
    public static final Option<Integer> MAX_CONNECTIONS = Option.integer(
            "max-connections", 4096, 1, 1 << 20, "connections that a listener has at a time, strangers included");

    /** Connections of one host. */
    public static final Option<Integer> MAX_CONNECTIONS_PER_HOST = Option.integer(
            "max-connections-per-host",
            1024,
            1,
            1 << 20,
            "of them from one host: an IPv4 address, or 64 bits of an IPv6 address");

    /** Connections without HELLO. */
    public static final Option<Integer> MAX_PENDING = Option.integer(
            "max-pending",
            512,
            1,
            1 << 20,
            "of them that have not said who they are; one more, and the oldest of them is closed");

    /** Connections a second. */
    public static final Option<Integer> ACCEPT_RATE = Option.integer(
            "accept-rate", 1000, 1, 1 << 20, "connections taken a second; the rest waits with the system (backlog)");

    /** Sessions. */
    public static final Option<Integer> MAX_SESSIONS =
            Option.integer("max-sessions", 4096, 1, 1 << 20, "sessions that a listener keeps, with and without a link");

    /** Detached sessions. */
    public static final Option<Integer> MAX_DETACHED = Option.bytes(
            "max-detached",
            64 << 20,
            0,
            1 << 30,
            "memory that sessions without a link hold together; above it the one ends that has been away longest");

    /** Streams. */
    public static final Option<Integer> MAX_STREAMS =
            Option.integer("max-streams", 4096, 1, 65_535, "streams of a peer that one session keeps");

    /** Inline sending. */
    public static final Option<Boolean> INLINE =
            Option.bool("inline", true, "whether a publishing thread may write to the link itself");

    /** Readiness. */
    public static final Option<Boolean> REQUIRED =
            Option.bool("required", true, "whether the runtime is ready only while this endpoint is UP or DEGRADED");

    /** Plain text may leave the host. */
    public static final Option<Boolean> INSECURE = PlainText.INSECURE;

    /** All of them. */
    public static final List<Option<?>> ALL = with(
            AccessOptions.ALL,
            NAME,
            RING,
            WINDOW,
            MAX_MESSAGE,
            MAX_ASSEMBLED,
            IDLE,
            HEARTBEAT,
            DEAD_AFTER,
            HANDSHAKE_TIMEOUT,
            SESSION_TIMEOUT,
            PUBLISH_TIMEOUT,
            DRAIN_TIMEOUT,
            BACKOFF_BASE,
            BACKOFF_CAP,
            CHECKSUM,
            REQUIRE_CHECKSUM,
            SLOW_CONSUMER,
            REPLY_RING,
            MAX_CONNECTIONS,
            MAX_CONNECTIONS_PER_HOST,
            MAX_PENDING,
            ACCEPT_RATE,
            MAX_SESSIONS,
            MAX_DETACHED,
            MAX_STREAMS,
            INLINE,
            REQUIRED,
            INSECURE);

    private EndpointOptions() {}

    private static List<Option<?>> with(List<Option<?>> more, Option<?>... own) {
        return Stream.concat(Stream.of(own), more.stream()).toList();
    }

    /** Reads a URI's options, the engine's and the transport's. */
    static Options parse(EndpointUri uri, List<Option<?>> transportOptions) {
        List<Option<?>> declared = new ArrayList<>(ALL);
        declared.addAll(transportOptions);
        Options options = Options.parse(uri, declared);
        if (options.get(DEAD_AFTER).compareTo(options.get(HEARTBEAT).multipliedBy(2)) < 0) {
            throw options.invalid(
                    DEAD_AFTER,
                    "must be at least twice the heartbeat of "
                            + options.get(HEARTBEAT).toMillis() + " ms",
                    "raise dead-after or lower heartbeat");
        }
        if (options.get(MAX_ASSEMBLED) < 2L * options.get(MAX_MESSAGE)) {
            throw options.invalid(
                    MAX_ASSEMBLED,
                    "must be at least twice max-message, which is " + options.get(MAX_MESSAGE) + " bytes",
                    "raise max-assembled or lower max-message");
        }
        return options;
    }
}
