// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/**
 * Whether a key belongs to a certificate. The JDK does not ask, and the two are often replaced one after the other: then every
 * handshake would fail until the second file is there.
 */
final class KeyPairCheck {
    private static final byte[] ANYTHING = {1, 2, 3};

    private KeyPairCheck() {}

    static void check(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String keyKind = kind(key.getAlgorithm());
        String certifiedKind = kind(certified.getAlgorithm());
        if (!keyKind.equals(certifiedKind)) {
            throw new SignatureException("the key (" + key.getAlgorithm() + ") is not that of the certificate ("
                    + certified.getAlgorithm() + ")");
        }
        Signature signature = Signature.getInstance(keyKind);
        signature.initSign(key);
        signature.update(ANYTHING);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(ANYTHING);
        if (!signature.verify(signed)) {
            throw new SignatureException("the key is not that of the certificate");
        }
    }

    private static String kind(String algorithm) {
        return switch (algorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
            default -> algorithm;
        };
    }
}
