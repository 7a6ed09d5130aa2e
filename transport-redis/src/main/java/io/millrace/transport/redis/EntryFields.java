// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

/** Names of the fields in an entry. Part of what others read: they do not change. */
final class EntryFields {

    /** The message, in an entry that holds one. */
    static final String DATA = "data";
    /** Frames of 32 bytes and more back to back, in an entry that holds several messages. */
    static final String FRAMES = "frames";
    /** How many messages lie in {@link #FRAMES}. */
    static final String COUNT = "count";
    /** Position of the first message among those of its epoch, in decimal. */
    static final String POS = "pos";
    /** Who appended it, and since when: 16 hexadecimal digits, random for each publication. */
    static final String EPOCH = "epoch";
    /** The application's message type, if it is not 0. */
    static final String TYPE = "type";
    /** The correlation id, if it is not 0. */
    static final String CORRELATION = "corr";
    /** Number of the frame's kind, if it is no plain message. */
    static final String KIND = "kind";
    /** Status of a response, if it is not 0. */
    static final String STATUS = "status";
    /** 1 if the message begins with headers. */
    static final String HEADERS = "headers";

    /** In frames that no session numbers. */
    static final int STREAM_ID = 1;

    private EntryFields() {}
}
