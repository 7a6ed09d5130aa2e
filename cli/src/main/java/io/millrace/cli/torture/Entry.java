// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

/**
 * One line of an account. What the numbers mean depends on the kind: counters of messages of one run of a publisher, from
 * {@code from} to before {@code to}; of {@link Kind#GAP} and {@link Kind#LOSS} positions, -1 if not known.
 *
 * @param kind what happened
 * @param run of the publisher; 0 if the entry concerns none
 * @param redelivered whether the messages were marked so
 */
record Entry(Kind kind, long run, long from, long to, boolean redelivered) {

    /** What an entry is about. */
    enum Kind {
        /** At a publisher: messages that the publication took. */
        ACCEPTED(1),
        /** At a subscriber: messages whose handler was about to return. */
        HANDLED(2),
        /** At a subscriber: it was told that messages will not come. */
        GAP(3),
        /** At a publisher: it was told that messages were given up. */
        LOSS(4),
        /** At a subscriber: the checksum that the publisher wrote into the message is not that of what came. */
        CORRUPT(5),
        /** The process has ended its work in order: nothing is missing behind this. */
        CLEAN(6),
        /** There was no room for more entries: the account is worth nothing. */
        FULL(7);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** As which it stands in a file. */
        int code() {
            return code;
        }

        static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("an account has an entry of kind " + code);
        }
    }

    static Entry handled(long run, long from, long to) {
        return new Entry(Kind.HANDLED, run, from, to, false);
    }

    static Entry redelivered(long run, long from, long to) {
        return new Entry(Kind.HANDLED, run, from, to, true);
    }

    static Entry gap() {
        return new Entry(Kind.GAP, 0, -1, -1, false);
    }
}
