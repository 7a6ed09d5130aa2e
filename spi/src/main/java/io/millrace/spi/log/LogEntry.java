// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import java.nio.ByteBuffer;

/**
 * An entry that was read: a run of frames, each a whole message. The reader's own, valid during the call of
 * {@link EntrySink#onEntry}, and reused.
 */
public interface LogEntry {

    /** Its id in the broker's notation, from which another reader can go on. Allocates. */
    String id();

    /** The epoch of its publication; 0 if who appended it was none of ours. */
    long epoch();

    /**
     * Position of its first message in the epoch. Messages of one epoch follow each other without holes: each begins where the
     * aligned frame of the one before ends; -1 if who appended it was none of ours.
     */
    long position();

    /** How often it was handed to a member of the group, this time included; 1 if there is no group. */
    long deliveries();

    /** Little-endian; neither its position nor its limit means anything. */
    ByteBuffer buffer();

    /** Where in the buffer its first frame begins. */
    int offset();

    /** Length of its frames in bytes. */
    int length();
}
