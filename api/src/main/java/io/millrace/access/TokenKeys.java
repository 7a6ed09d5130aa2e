// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.access;

import io.millrace.error.RejectedException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of session tokens: the first signs, all verify, so that keys can be changed without refusing anybody: put the
 * new one behind the old at every listener, then in front where tokens are signed, then take the old one out. Signatures
 * are HMAC-SHA256 over the whole token. Immutable; any thread. Shows its key ids and never a key.
 */
public final class TokenKeys {

    private static final int MIN_KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final Map<String, SecretKeySpec> keys;
    private final String signer;

    private TokenKeys(Map<String, SecretKeySpec> keys) {
        this.keys = keys;
        this.signer = keys.keySet().iterator().next();
    }

    /**
     * Reads keys: a line (or an item between commas) {@code id:key} for each, the key in base64 or base64url and of at
     * least 32 bytes; lines that begin with {@code #} are comments.
     *
     * @throws IllegalArgumentException if they are something else; the message shows no key
     */
    public static TokenKeys parse(String text) {
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        for (String item : text.split("[\\r\\n,]+", -1)) {
            String line = item.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            String id = colon < 0 ? "" : line.substring(0, colon);
            if (!TokenText.KEY_ID.matcher(id).matches()) {
                throw new IllegalArgumentException("key " + (keys.size() + 1)
                        + " is not written id:key, with an id of 1 to 32 letters, digits, '-' and '_'");
            }
            if (keys.put(id, key(id, line.substring(colon + 1).strip())) != null) {
                throw new IllegalArgumentException("key id " + id + " is there twice");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key");
        }
        return new TokenKeys(keys);
    }

    private static SecretKeySpec key(String id, String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            // Not as a cause: it quotes what it could not read.
            throw new IllegalArgumentException("key " + id + " is not base64");
        }
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key " + id + " has " + key.length + " bytes, at least " + MIN_KEY_BYTES + " are needed");
        }
        return new SecretKeySpec(key, ALGORITHM);
    }

    /** A new random key, as {@link #parse} reads it. */
    public static String generate(String id) {
        byte[] key = new byte[MIN_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return id + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    /** The ids, the signing one first. */
    public List<String> ids() {
        return List.copyOf(keys.keySet());
    }

    /**
     * Signs with the first key.
     *
     * @throws IllegalArgumentException if the token would be longer than {@link SessionToken#MAX_CHARS}
     */
    public String sign(SessionToken token) {
        String signed = TokenText.signed(signer, token.encode());
        String text = signed + "." + mac(key(signer), signed);
        if (text.length() > SessionToken.MAX_CHARS) {
            throw new IllegalArgumentException("the token would have " + text.length() + " characters, more than "
                    + SessionToken.MAX_CHARS + ": name fewer streams, with a trailing *");
        }
        return text;
    }

    /**
     * Verifies the signature, and only then reads the claims. Whether the token holds now, and here, is for the caller to
     * see.
     *
     * @throws RejectedException {@code TOKEN_INVALID} if it is altered, signed with another key, or no token
     */
    public SessionToken verify(String text) {
        TokenText token = TokenText.split(text);
        SecretKeySpec key = keys.get(token.keyId());
        if (key == null) {
            throw SessionToken.invalid("key " + token.keyId() + " is not among those accepted here, " + keys.keySet());
        }
        // As text, not as bytes: the last character of base64 has bits that decoding would overlook.
        byte[] expected = mac(key, token.signed()).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(expected, token.mac().getBytes(StandardCharsets.US_ASCII))) {
            throw SessionToken.invalid("its signature is not that of key " + token.keyId());
        }
        return token.claims();
    }

    private SecretKeySpec key(String id) {
        SecretKeySpec key = keys.get(id);
        if (key == null) {
            throw new IllegalStateException("no key " + id);
        }
        return key;
    }

    private static String mac(SecretKeySpec key, String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] sum = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "token keys " + keys.keySet();
    }
}
