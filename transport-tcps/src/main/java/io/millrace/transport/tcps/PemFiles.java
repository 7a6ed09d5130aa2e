// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcps;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads certificates and keys from PEM files. What is wrong is told in words that hold nothing of a key. Stateless. */
final class PemFiles {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    private static final String[] KEY_ALGORITHMS = {"EC", "RSA", "EdDSA"};

    /** An algorithm name of the JDK's for PBES2, which AlgorithmParameters alone spell out. */
    private static final String PBES2 = "PBES2";

    private PemFiles() {}

    /** All certificates in the file, in their order. */
    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            if (block.group(1).endsWith("CERTIFICATE")) {
                found.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(decode(block.group(2)))));
            }
        }
        if (found.isEmpty()) {
            throw new CertificateException("it has no block that begins with -----BEGIN CERTIFICATE-----");
        }
        return found;
    }

    /** The first private key in the file. */
    static PrivateKey privateKey(Path file, String password) throws IOException, GeneralSecurityException {
        Matcher block = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            switch (block.group(1)) {
                case "PRIVATE KEY" -> {
                    return key(new PKCS8EncodedKeySpec(decode(block.group(2))));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypt(decode(block.group(2)), password));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                    throw new InvalidKeySpecException("its key is in the older form '" + block.group(1)
                            + "'; convert it to PKCS#8: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
                default -> {
                    // Parameters of a curve, certificates: the key comes later
                }
            }
        }
        throw new InvalidKeySpecException("it has no block that begins with -----BEGIN PRIVATE KEY-----");
    }

    private static byte[] decode(String base64) throws InvalidKeySpecException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("a block in it is not Base64");
        }
    }

    private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind
            }
        }
        throw new InvalidKeySpecException("its key is none of EC, RSA and EdDSA");
    }

    private static PKCS8EncodedKeySpec decrypt(byte[] encrypted, String password) throws GeneralSecurityException {
        if (password.isEmpty()) {
            throw new InvalidKeySpecException("its key is encrypted, and cert-key-password is not set");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            AlgorithmParameters parameters = info.getAlgParameters();
            String algorithm = info.getAlgName();
            String named = algorithm.equals(PBES2) || algorithm.startsWith("1.2.840.113549.1.5.13")
                    ? parameters.toString()
                    : algorithm;
            Cipher cipher = Cipher.getInstance(named);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(named).generateSecret(new PBEKeySpec(password.toCharArray())),
                    parameters);
            return info.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException e) {
            // Not as a cause: what these say is about padding, and helps nobody
            throw new InvalidKeySpecException(
                    "its key cannot be decrypted: cert-key-password is wrong, or its cipher is none that this JDK knows;"
                            + " openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW takes one that it does");
        }
    }
}
