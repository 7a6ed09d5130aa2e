// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.millrace.architecture.ShippedClassesTest.SHIPPED;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Arrows point one way: a transport sees the SPI and nothing else, the SPI sees the JDK and nothing else. */
final class LayersTest {
    private static final String[] SPI = {"io.millrace.spi..", "io.millrace.error..", "io.millrace.supervision.."};
    private static final String[] PLATFORM = {"java..", "jdk.net", "org.jspecify.annotations"};

    @Test
    void spiSeesTheJdkOnly() {
        classes()
                .that()
                .resideInAnyPackage(SPI)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(concat(SPI, PLATFORM))
                .check(SHIPPED);
    }

    @Test
    void transportsSeeTheSpiOnly() {
        classes()
                .that()
                .resideInAPackage("io.millrace.transport..")
                .and()
                .resideOutsideOfPackage("io.millrace.transport.aeron..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(concat(
                        SPI,
                        PLATFORM,
                        "javax.net.ssl..",
                        "javax.crypto..",
                        "javax.security..",
                        "redis.clients.jedis..",
                        "redis.embedded..",
                        "io.millrace.transport.."))
                .check(SHIPPED);
    }

    /** Aeron and what it is made of are in its transport, and nowhere else. */
    @Test
    void aeronSeesTheSpiAndAeron() {
        classes()
                .that()
                .resideInAPackage("io.millrace.transport.aeron..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        concat(SPI, PLATFORM, "io.aeron..", "org.agrona..", "io.millrace.transport.aeron.."))
                .check(SHIPPED);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.millrace.transport.aeron..", "io.millrace.bench.aeron..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.aeron..")
                .check(SHIPPED);
    }

    /** Who uses another transport needs no library of Redis; the benchmark's clients by hand are what it is measured against. */
    @Test
    void onlyRedisSeesRedis() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.millrace.transport.redis..", "io.millrace.bench.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("redis.clients..", "redis.embedded..")
                .check(SHIPPED);
    }

    /** But that TLS goes over the sockets of TCP. */
    @Test
    void transportsDoNotSeeEachOther() {
        slices().matching("io.millrace.transport.(*)..")
                .should()
                .notDependOnEachOther()
                .ignoreDependency(
                        resideInAPackage("io.millrace.transport.tcps.."),
                        resideInAPackage("io.millrace.transport.tcp.."))
                .check(SHIPPED);
    }

    /** {@code mem:} is the reference implementation of the contract, so it lives with what any transport has. */
    @Test
    void memSeesTheSpiOnly() {
        classes()
                .that()
                .resideInAPackage("io.millrace.internal.mem..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(concat(SPI, PLATFORM, "io.millrace.internal.mem.."))
                .allowEmptyShould(true)
                .check(SHIPPED);
    }

    @Test
    void programsSeeNoInternals() {
        classes()
                .that()
                .resideInAPackage("io.millrace.internal..")
                .should()
                .onlyBeAccessed()
                .byClassesThat()
                .resideOutsideOfPackages("io.millrace.examples..", "io.millrace.cli..", "io.millrace.transport..")
                .check(SHIPPED);
    }

    private static String[] concat(String[] first, String... more) {
        return Stream.of(first, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static String[] concat(String[] first, String[] second, String... more) {
        return concat(concat(first, second), more);
    }
}
