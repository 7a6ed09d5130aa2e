// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/** A handler's attachment to a stream of an endpoint. Thread-safe. Ended by close, or with its endpoint. */
public interface Subscription extends AutoCloseable {

    /** The stream's name. */
    String stream();

    /** How many messages the handler has returned from normally. */
    long handled();

    /** How many messages the handler has failed on; they were skipped. */
    long failed();

    /** True once closed. */
    boolean isClosed();

    /** Tells the publishers that nobody listens here any more; when it returns no further message is handed up. */
    @Override
    void close();
}
