// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0

/** For tests of applications: a fault proxy for stream sockets, a JUnit extension, and an account of what became of messages. */
module io.millrace.test {
    requires transitive io.millrace.api;
    requires static transitive org.junit.jupiter.api;

    exports io.millrace.test;
    exports io.millrace.test.fault;

    // the extension is made by JUnit, and nobody else need see it
    opens io.millrace.test to
            org.junit.platform.commons;
}
