// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.faults.Board.Field;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import io.millrace.transport.aeron.AeronDriver;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process for a test to kill, stop and watch: {@code sub|pub listen|dial URI BOARD [FLAG-BELOW]}, or {@code driver - DIR BOARD}. It says where it
 * listens in its first line, then one line an event, and ends when its input does.
 */
final class PeerMain {
    static final String STREAM = "numbers";
    static final String READY = "at ";

    private PeerMain() {}

    public static void main(String[] args) throws Exception {
        Board board = Board.inFile(Path.of(args[3]));
        if (args[0].equals("driver")) {
            drive(Path.of(args[2]));
            return;
        }
        Millrace millrace =
                Millrace.builder().listener(event -> onEvent(event, board)).build();
        Endpoint endpoint = args[1].equals("listen") ? millrace.listen(args[2]) : millrace.connect(args[2]);
        if (args[0].equals("sub")) {
            Ledger ledger = new Ledger(board).expectFlagBelow(Long.parseLong(args[4]));
            endpoint.subscribe(STREAM, ledger::accept);
        } else {
            Pump.start(endpoint.publication(STREAM), 32, Long.MAX_VALUE, board);
        }
        say(READY + endpoint.uri());
        awaitEndOfInput();
        millrace.close();
    }

    private static void drive(Path directory) throws IOException {
        try (AeronDriver driver = AeronDriver.start(directory, "backoff")) {
            say(READY + driver.directory());
            awaitEndOfInput();
        }
    }

    /** Nothing is said to it. */
    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // What it is given it ignores
        }
    }

    private static void onEvent(LifecycleEvent event, Board board) {
        if (event.kind() == Kind.SESSION_RESTARTED && board.get(Field.RESTARTED_AT) == 0) {
            board.set(Field.RESTARTED_AT, board.get(Field.HANDLED) + 1);
        }
        say(event.toString());
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
