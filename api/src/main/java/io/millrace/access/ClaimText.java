// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Claims as text, {@code name=value&name=value}: names are letters, values UTF-8 with everything percent-encoded but
 * letters, digits and {@code - . _ ~ * / : @ $}. One way to write each, so that what was signed is what is read. Used by
 * one thread.
 */
final class ClaimText {

    private static final String PLAIN = "-._~*/:@$";
    private static final String HEX = "0123456789ABCDEF";
    private static final int MAX_CLAIMS = 256;

    private record Claim(String name, String value) {}

    private final List<Claim> claims = new ArrayList<>();
    private final List<String> known = new ArrayList<>();

    ClaimText() {}

    void add(String name, String value) {
        claims.add(new Claim(name, value));
    }

    static ClaimText parse(String text) {
        ClaimText parsed = new ClaimText();
        if (text.isEmpty()) {
            return parsed;
        }
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals <= 0 || parsed.claims.size() == MAX_CLAIMS) {
                throw new IllegalArgumentException("the claims are not name=value&name=value, at most " + MAX_CLAIMS);
            }
            parsed.add(part.substring(0, equals), decode(part.substring(equals + 1)));
        }
        return parsed;
    }

    /** The values of a claim that may be there several times. */
    List<String> all(String name) {
        known.add(name);
        return claims.stream()
                .filter(claim -> claim.name.equals(name))
                .map(Claim::value)
                .toList();
    }

    /** The value of a claim that is there once. */
    String one(String name) {
        List<String> values = all(name);
        if (values.size() != 1 || values.get(0).isEmpty()) {
            throw new IllegalArgumentException(
                    "claim '" + name + "' is there " + values.size() + " times, must be once");
        }
        return values.get(0);
    }

    long seconds(String name) {
        String value = one(name);
        if (!value.matches("[0-9]{1,11}")) {
            throw new IllegalArgumentException("claim '" + name + "' is no number of seconds");
        }
        return Long.parseLong(value);
    }

    /** A claim that is not understood might forbid something: it is refused. */
    void checkAllKnown() {
        for (Claim claim : claims) {
            if (!known.contains(claim.name)) {
                throw new IllegalArgumentException("a claim is not understood by this version");
            }
        }
    }

    private static void encode(String value, StringBuilder to) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain((char) b)) {
                to.append((char) b);
            } else {
                to.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PLAIN.indexOf(c) >= 0;
    }

    private static String decode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                bytes.put((byte) c);
                continue;
            }
            int high = c == '%' && i + 2 < text.length() ? HEX.indexOf(text.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : HEX.indexOf(text.charAt(i + 2));
            if (low < 0 || isPlain((char) (high << 4 | low))) {
                throw new IllegalArgumentException("a value is not percent-encoded as it must be");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a value is not UTF-8", e);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Claim claim : claims) {
            text.append(text.isEmpty() ? "" : "&").append(claim.name).append('=');
            encode(claim.value, text);
        }
        return text.toString();
    }
}
