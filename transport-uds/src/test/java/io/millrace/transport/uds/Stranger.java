// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.error.MillraceException;
import io.millrace.spi.FrameLink;
import io.millrace.tck.Crank;

/** A process of another user: connects, says whether it could, and what it then hears. */
final class Stranger {
    private Stranger() {}

    public static void main(String[] arguments) throws Exception {
        try (Crank crank = new Crank(new UdsTransportProvider())) {
            FrameLink link = crank.connect(arguments[0]);
            System.out.println("connected: " + link.description());
            crank.until(() -> link.poll((buffer, offset, length) -> length) > 0);
        } catch (MillraceException e) {
            System.out.println(e.getMessage() + " | " + e.hint());
        }
    }
}
