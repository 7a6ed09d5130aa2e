// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static io.millrace.architecture.ShippedClassesTest.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the engine is made of stays inside: it is not in the signature of anything that a user can see. */
final class PublicSignaturesTest {
    private static final Set<String> EXPORTED = ModuleDescriptors.exportedPackages();

    private static final DescribedPredicate<JavaClass> VISIBLE_TO_USERS =
            DescribedPredicate.describe("are visible to users", PublicSignaturesTest::isVisibleToUsers);

    @Test
    void packagesAreExported() {
        assertThat(EXPORTED).contains("io.millrace", "io.millrace.error", "io.millrace.spi");
    }

    @Test
    void signaturesNameNoLibrary() {
        expose(type -> type.getPackageName()
                .matches("(com\\.lmax|org\\.agrona|io\\.aeron|org\\.jctools|io\\.netty|picocli).*"));
    }

    @Test
    void signaturesNameNoInternals() {
        expose(type -> type.getPackageName().startsWith("io.millrace.internal"));
    }

    /** A package-private supertype or parameter would be a type that the user's compiler knows and the user cannot. */
    @Test
    void signaturesNameOnlyWhatIsExported() {
        expose(type -> type.getPackageName().startsWith("io.millrace") && !EXPORTED.contains(type.getPackageName()));
    }

    private static void expose(Predicate<JavaClass> forbidden) {
        classes().that(VISIBLE_TO_USERS).should(new NotExpose(forbidden)).check(SHIPPED);
    }

    private static boolean isVisibleToUsers(JavaClass type) {
        return EXPORTED.contains(type.getPackageName()) && NotExpose.isVisible(type);
    }
}
