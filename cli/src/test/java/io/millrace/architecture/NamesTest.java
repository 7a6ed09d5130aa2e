// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.millrace.architecture.ShippedClassesTest.SHIPPED;

import org.junit.jupiter.api.Test;

/** Each of these names hides the name of the concept that is missing. */
final class NamesTest {
    @Test
    void noTypeIsCalledAfterNothing() {
        noClasses()
                .should()
                .haveNameMatching(
                        ".*[.$](\\w*(Util|Utils|Utility|Helper|Helpers|Manager|Impl)|(Base|Common)([A-Z]\\w*)?)")
                .because("a type is named after its one concept, as its neighbours are")
                .check(SHIPPED);
    }

    @Test
    void noPackageIsCalledAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..impl..", "..common..", "..support..", "..helper..")
                .check(SHIPPED);
    }
}
