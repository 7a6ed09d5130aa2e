// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;

/**
 * The flag without which Agrona's buffers cannot be loaded. Looked for before anything of Aeron is touched, so that its lack is
 * an error with the flag in it and not an {@code IllegalAccessError}. Stateless; any thread.
 */
final class JvmFlag {
    private static final String PACKAGE = "jdk.internal.misc";

    /** How a JVM was started, and so where its flag belongs. */
    enum Launch {
        CLASS_PATH("java %s -cp … Main"),
        MODULE_PATH("java %s -p … -m your.module/Main"),
        EXECUTABLE_JAR("java %s -jar app.jar, or in the jar's manifest Add-Exports: java.base/" + PACKAGE),
        SUREFIRE("<argLine>%s</argLine> in the configuration of maven-surefire-plugin");

        private final String where;

        Launch(String where) {
            this.where = where;
        }

        String example(String flag) {
            return String.format(where, flag);
        }
    }

    private JvmFlag() {}

    /** Whether the JVM lets Agrona in. */
    static boolean isSet() {
        return Object.class.getModule().isExported(PACKAGE, agrona());
    }

    static void require() {
        if (!isSet()) {
            Module agrona = agrona();
            throw missing(
                    launch(
                            agrona.isNamed(),
                            System.getProperty("sun.java.command", ""),
                            System.getProperty("surefire.test.class.path") != null
                                    || System.getProperty("surefire.real.class.path") != null),
                    agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED");
        }
    }

    static Launch launch(boolean onModulePath, String command, boolean surefire) {
        if (surefire || command.contains("surefire")) {
            return Launch.SUREFIRE;
        }
        if (onModulePath) {
            return Launch.MODULE_PATH;
        }
        String program = command.split(" ", 2)[0];
        return program.endsWith(".jar") ? Launch.EXECUTABLE_JAR : Launch.CLASS_PATH;
    }

    static ConfigurationException missing(Launch launch, String module) {
        String flag = "--add-exports=java.base/" + PACKAGE + "=" + module;
        return new ConfigurationException(
                ErrorCode.JVM_FLAG_MISSING,
                "Aeron needs a JVM that was started with " + flag,
                "add it: " + launch.example(flag));
    }

    /** The module of a class of Agrona's that needs no flag, and does nothing when it is loaded. */
    private static Module agrona() {
        return org.agrona.ErrorHandler.class.getModule();
    }
}
