// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import io.millrace.cli.CliException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate for 127.0.0.1 that vouches for itself, made by the JDK's keytool for one run of the demo.
 *
 * @param store a PKCS#12 store with certificate and key
 * @param password a file with the store's password
 * @param trust the certificate alone, in PEM
 */
record DemoCertificate(Path store, Path password, Path trust) {
    private static final int PASSWORD_BITS = 128;

    static DemoCertificate in(Path folder) throws IOException {
        DemoCertificate made = new DemoCertificate(
                folder.resolve("demo.p12"), folder.resolve("demo.password"), folder.resolve("demo.pem"));
        Files.writeString(
                made.password, new BigInteger(PASSWORD_BITS, new SecureRandom()).toString(Character.MAX_RADIX));
        made.keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=Millrace demo",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "1",
                "-storetype",
                "PKCS12");
        made.keytool("-exportcert", "-rfc", "-file", made.trust.toString());
        return made;
    }

    private void keytool(String... arguments) throws IOException {
        Stream<String> program = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        Stream<String> common =
                Stream.of("-alias", "demo", "-keystore", store.toString(), "-storepass:file", password.toString());
        List<String> command = Stream.of(program, Stream.of(arguments), common)
                .flatMap(part -> part)
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw CliException.failure("keytool could not make a certificate: " + said.strip(), "");
        }
    }
}
