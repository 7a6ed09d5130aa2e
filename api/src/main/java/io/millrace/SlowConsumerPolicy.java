// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace;

/**
 * What a publication with several subscribers does about one that alone keeps its ring full; set by the option
 * {@code slow-consumer} of an endpoint, or by {@link PublicationOptions.Builder#slowConsumer}.
 */
public enum SlowConsumerPolicy {
    /** Nothing: the publisher, and so every other subscriber, goes as fast as the slowest. Nobody misses anything. */
    BLOCK,
    /**
     * It is set aside, so that the others go on, and returns when it has processed what it had been sent; what it missed
     * it is told as a gap.
     */
    DETACH,
    /** It misses the oldest messages that it was not sent yet, which it is told as a gap, and stays. */
    SKIP
}
