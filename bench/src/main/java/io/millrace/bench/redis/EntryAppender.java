// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

/** Appends entries of one stream by a client, several under way. One thread. */
interface EntryAppender extends AutoCloseable {
    /** An entry with the fields that Millrace gives to a message; waits now and then for answers. */
    void append(byte[] data, long position);

    /** Waits until everything was answered. */
    void flush();

    @Override
    void close();
}
