// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import java.util.regex.Pattern;

/**
 * A token taken apart: {@code mrt1.keyId.claims.mac}, claims and mac in base64url without padding.
 *
 * @param keyId of the key that signed it
 * @param encodedClaims as they stand there
 * @param signed all that the mac covers
 * @param mac as it stands there
 */
record TokenText(String keyId, String encodedClaims, String signed, String mac) {

    static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    /** The mac's length is exact: 32 bytes in base64url. */
    private static final Pattern FORM =
            Pattern.compile("mrt1\\.[A-Za-z0-9_-]{1,32}\\.[A-Za-z0-9_-]{2,3000}\\.[A-Za-z0-9_-]{43}");

    static TokenText split(String text) {
        if (text.length() > SessionToken.MAX_CHARS || !FORM.matcher(text).matches()) {
            throw SessionToken.invalid(
                    "it does not look like mrt1.key.claims.mac of at most " + SessionToken.MAX_CHARS + " characters");
        }
        String[] parts = text.split("\\.", -1);
        return new TokenText(parts[1], parts[2], text.substring(0, text.lastIndexOf('.')), parts[3]);
    }

    static String signed(String keyId, String claims) {
        return SessionToken.VERSION + "." + keyId + "." + claims;
    }

    SessionToken claims() {
        return SessionToken.decode(encodedClaims);
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "a session token signed with key " + keyId;
    }
}
