// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.redis;

/** A client library, as a good programmer would use it for this. Stateless; what it opens is its caller's. */
interface HandClient {
    /** Fields beside the message itself, as Millrace writes them. */
    String EPOCH = "0123456789abcdef";

    /** Of the reading side where it reads as a group. */
    String GROUP = "bench";

    EntryAppender appender(String address, String stream);

    EntryReader reader(String address, String stream, boolean inGroup);
}
