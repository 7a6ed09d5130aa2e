// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.millrace.architecture.ShippedClassesTest.SHIPPED;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

/** What would make a user add a JVM flag: Agrona's buffers and queues need one to start, JCTools' Unsafe queues warn. */
final class NoJvmFlagsTest {
    private static final DescribedPredicate<JavaClass> AGRONA_BUFFERS = DescribedPredicate.describe(
            "Agrona's buffers, ring buffers and queues",
            type -> type.isAssignableTo("org.agrona.DirectBuffer")
                    || type.getName()
                            .matches("org\\.agrona\\.(concurrent\\.(ringbuffer|broadcast)\\..*"
                                    + "|.*Queue|ExpandableRingBuffer|UnsafeApi|BufferUtil)"));

    private static final DescribedPredicate<JavaClass> UNSAFE_QUEUES = DescribedPredicate.describe(
            "JCTools' queues over Unsafe (org.jctools.queues.varhandle has the others)",
            type -> !type.isInterface()
                    && type.getPackageName()
                            .matches("org\\.jctools\\.(queues(\\.(unpadded|atomic))?|maps|counters|util)"));

    @Test
    void onlyAeronTouchesAgronaBuffers() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.millrace.transport.aeron..", "io.millrace.bench.aeron..")
                .should()
                .dependOnClassesThat(AGRONA_BUFFERS)
                .check(SHIPPED);
    }

    @Test
    void nobodyTouchesUnsafeQueues() {
        noClasses().should().dependOnClassesThat(UNSAFE_QUEUES).check(SHIPPED);
    }

    @Test
    void nobodyTouchesUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "jdk.internal..")
                .check(SHIPPED);
    }
}
