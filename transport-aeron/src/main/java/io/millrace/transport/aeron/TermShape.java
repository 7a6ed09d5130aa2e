// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.aeron;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Term length and MTU of publications whose channel does not say them. What is in flight should fit into the cache, and a link is
 * made in an instant when it has little memory, so terms are much smaller than Aeron's defaults of 16 and 64 MiB. Over IPC a
 * batch of frames should be one message, so the MTU is much larger than that of a network, which is the driver's; over UDP within
 * the host it is the 8 KiB with which Aeron's authors measure. Stateless.
 */
final class TermShape {
    private static final int KIB = 1024;
    private static final int TERM_BYTES = KIB * KIB;
    private static final int IPC_MTU_BYTES = 32 * KIB;
    private static final int LOOPBACK_MTU_BYTES = 8 * KIB;

    /** Aeron takes no message that is longer than an eighth of a term. */
    private static final int MESSAGES_IN_TERM = 8;

    /** Bounds as in Aeron's {@code LogBufferDescriptor} and {@code Configuration}: what else the driver refuses, late. */
    private static final long LEAST_TERM_BYTES = 64 * KIB;

    private static final long MOST_TERM_BYTES = KIB * KIB * KIB;
    private static final long LEAST_MTU_BYTES = 64;
    private static final long MOST_MTU_BYTES = 65_504;
    private static final long FRAME_ALIGNMENT = 32;

    private TermShape() {}

    /** @param staysInHost whether packets, if there are any, may be as large as loopback takes them */
    static void fillIn(
            Map<String, String> channel, boolean ipc, boolean staysInHost, String termLengthName, String mtuName) {
        channel.putIfAbsent(termLengthName, Integer.toString(TERM_BYTES));
        if (!staysInHost) {
            return;
        }
        long term = bytes(channel.getOrDefault(termLengthName, ""));
        if (term > 0) {
            int most = ipc ? IPC_MTU_BYTES : LOOPBACK_MTU_BYTES;
            channel.putIfAbsent(mtuName, Long.toString(Math.min(most, term / MESSAGES_IN_TERM)));
        }
    }

    /** What is wrong with the term length that a channel says; null if nothing is. */
    static @Nullable String troubleWithTerm(String text) {
        long term = bytes(text);
        return term >= LEAST_TERM_BYTES && term <= MOST_TERM_BYTES && Long.bitCount(term) == 1
                ? null
                : "is not a power of two from 64k to 1g";
    }

    /** What is wrong with the MTU that a channel says; null if nothing is. */
    static @Nullable String troubleWithMtu(String text, @Nullable String termText) {
        long mtu = bytes(text);
        if (mtu < LEAST_MTU_BYTES || mtu > MOST_MTU_BYTES || mtu % FRAME_ALIGNMENT != 0) {
            return "is not a multiple of 32 from 64 to 65504";
        }
        long term = termText == null ? TERM_BYTES : bytes(termText);
        return mtu <= term / MESSAGES_IN_TERM ? null : "is more than an eighth of the term length of " + term;
    }

    /** Of a size as Aeron writes it, {@code 64k}; -1 if it is none. */
    private static long bytes(String size) {
        String text = size.toLowerCase(Locale.ROOT);
        if (!text.matches("\\d{1,12}[kmg]?")) {
            return -1;
        }
        int shift = " kmg".indexOf(text.charAt(text.length() - 1)) * 10;
        return shift <= 0 ? Long.parseLong(text) : Long.parseLong(text.substring(0, text.length() - 1)) << shift;
    }
}
