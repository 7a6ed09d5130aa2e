// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import io.millrace.Claim;
import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.io.PrintStream;
import java.time.Duration;

/** Writing straight into the ring, from which the bytes go out, and reading them where they arrive: no copy, no garbage. */
public final class ClaimInPlace {
    private static final int TRADE = 7;
    private static final int TRADE_BYTES = Long.BYTES + Integer.BYTES;

    private ClaimInPlace() {}

    /** Runs the example. */
    public static void main(String[] args) {
        run(System.out);
    }

    static void run(PrintStream out) {
        try (Millrace millrace = Millrace.create()) {
            Endpoint server = millrace.listen("tcp://127.0.0.1:0");
            server.subscribe(
                    "trades",
                    message -> out.println("type " + message.typeId() + ", price " + message.getLong(0) + ", quantity "
                            + message.getInt(Long.BYTES)));

            Publication trades = millrace.connect(server.uri()).exclusivePublication("trades");
            try (Claim claim = trades.claim(TRADE_BYTES)) {
                if (claim.isAccepted()) {
                    claim.buffer().putLong(101_25).putInt(300);
                    claim.typeId(TRADE).commit();
                }
            }
            try (Claim claim = trades.claim(TRADE_BYTES)) {
                if (claim.isAccepted()) {
                    claim.buffer().putLong(-1);
                }
            } // closed without commit: nobody ever sees it
            out.println("acknowledged: " + trades.drain(Duration.ofSeconds(5)));
        }
    }
}
