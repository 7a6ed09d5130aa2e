// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

/** Rides on the failure of a test, as what it suppressed, so that whoever prints the failure prints this too. Never thrown. */
final class TestReport extends Exception {
    private static final long serialVersionUID = 1L;

    TestReport(String report) {
        super(report, null, false, false); // where it was made says nothing
    }
}
