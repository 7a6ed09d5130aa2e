// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.doctor;

/**
 * One line of the doctor's report.
 *
 * @param grade how bad it is
 * @param subject what was looked at, in a word or two
 * @param text what was found
 * @param cure what to do; empty if there is nothing to do
 */
record Finding(Grade grade, String subject, String text, String cure) {
    /** How bad a finding is. */
    enum Grade {
        OK,
        /** Works, but not as well as it could. */
        WARNING,
        /** Something will not work. */
        PROBLEM
    }

    static Finding ok(String subject, String text) {
        return new Finding(Grade.OK, subject, text, "");
    }

    static Finding warning(String subject, String text, String cure) {
        return new Finding(Grade.WARNING, subject, text, cure);
    }

    static Finding problem(String subject, String text, String cure) {
        return new Finding(Grade.PROBLEM, subject, text, cure);
    }
}
