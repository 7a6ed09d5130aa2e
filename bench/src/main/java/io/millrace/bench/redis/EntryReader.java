// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

import java.util.function.Consumer;

/** Reads entries of one stream by a client, from its start. One thread. */
interface EntryReader extends AutoCloseable {
    /** Waits for entries for some time, shows what each has in its field data, and acknowledges it if this is a group's. */
    void read(Consumer<byte[]> data);

    @Override
    void close();
}
