// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import io.millrace.Millrace;
import io.millrace.error.MillraceException;

/** A program that tries Aeron, for {@link JvmFlagTest} to start without the flag. */
final class WithoutFlag {
    private WithoutFlag() {}

    public static void main(String[] args) {
        try (Millrace millrace = Millrace.create()) {
            millrace.listen("aeron:ipc");
            System.out.println("it listens");
        } catch (MillraceException e) {
            System.out.println(e.getMessage());
        }
    }
}
