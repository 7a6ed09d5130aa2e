// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The contract of a peer transport as tests: extend {@link io.millrace.tck.TransportTck}, and JUnit runs its numbered rules
 * against your provider.
 */
module io.millrace.tck {
    requires transitive io.millrace.api;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;
    requires java.management;

    exports io.millrace.tck;

    opens io.millrace.tck to
            org.junit.platform.commons;
}
