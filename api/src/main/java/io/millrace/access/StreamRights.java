// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The streams that a peer may publish and subscribe to: exact names, or a beginning with a {@code *} at its end; a
 * {@code *} alone is every stream. Of a claim in a token, or an {@link AccessPolicy}'s answer. What is not listed is denied.
 * Immutable; any thread.
 *
 * @param publish patterns of streams that the peer may publish
 * @param subscribe patterns of streams that the peer may subscribe to
 */
public record StreamRights(List<String> publish, List<String> subscribe) {

    /** Most bytes of its text: rights travel in handshakes, which have 4 KiB. Use a trailing {@code *} instead. */
    public static final int MAX_BYTES = 1536;

    private static final StreamRights ALL = new StreamRights(List.of("*"), List.of("*"));
    private static final StreamRights NONE = new StreamRights(List.of(), List.of());

    /**
     * Checks every pattern.
     *
     * @throws IllegalArgumentException if one is empty or has a {@code *} before its end, or there are too many
     */
    public StreamRights {
        publish = StreamNames.check("publish", publish);
        subscribe = StreamNames.check("subscribe to", subscribe);
        int bytes = text(publish, subscribe).length();
        if (bytes > MAX_BYTES) {
            throw new IllegalArgumentException("the rights of one peer take " + bytes + " bytes, more than " + MAX_BYTES
                    + ": use beginnings with a * instead of many names");
        }
    }

    /** Every stream, both ways. */
    public static StreamRights all() {
        return ALL;
    }

    /** No stream at all. */
    public static StreamRights none() {
        return NONE;
    }

    /** To publish these alone. */
    public static StreamRights publishing(String... streams) {
        return new StreamRights(List.of(streams), List.of());
    }

    /** To subscribe to these alone. */
    public static StreamRights subscribing(String... streams) {
        return new StreamRights(List.of(), List.of(streams));
    }

    /** These and those. */
    public StreamRights and(StreamRights more) {
        return new StreamRights(join(publish, more.publish), join(subscribe, more.subscribe));
    }

    /** Whether the peer may publish this stream. */
    public boolean mayPublish(String stream) {
        return StreamNames.match(publish, stream);
    }

    /** Whether the peer may subscribe to this stream. */
    public boolean maySubscribe(String stream) {
        return StreamNames.match(subscribe, stream);
    }

    /** As it travels: {@code publish=orders*&subscribe=prices}. */
    public byte[] encode() {
        return text(publish, subscribe).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static StreamRights decode(byte[] text) {
        ClaimText claims = ClaimText.parse(new String(text, StandardCharsets.ISO_8859_1));
        StreamRights rights = new StreamRights(claims.all("publish"), claims.all("subscribe"));
        claims.checkAllKnown();
        return rights;
    }

    private static String text(List<String> publish, List<String> subscribe) {
        ClaimText claims = new ClaimText();
        publish.forEach(pattern -> claims.add("publish", pattern));
        subscribe.forEach(pattern -> claims.add("subscribe", pattern));
        return claims.toString();
    }

    private static List<String> join(List<String> one, List<String> other) {
        return java.util.stream.Stream.concat(one.stream(), other.stream())
                .distinct()
                .toList();
    }
}
