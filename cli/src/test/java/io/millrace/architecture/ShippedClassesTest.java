// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Everything that Millrace ships, as the rules see it; imported once. */
final class ShippedClassesTest {
    static final JavaClasses SHIPPED = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");

    /** A rule over no classes passes, so each module must be known to be among them. */
    @Test
    void everyModuleIsImported() {
        assertThat(SHIPPED.contain("io.millrace.spi.TransportProvider")).isTrue();
        assertThat(SHIPPED.contain("io.millrace.Millrace")).isTrue();
        assertThat(SHIPPED.contain("io.millrace.cli.Main")).isTrue();
    }

    @Test
    void noTestIsImported() {
        assertThat(SHIPPED.contain(ShippedClassesTest.class)).isFalse();
    }
}
