// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import io.millrace.Message;

/**
 * What a message is about. Messages of equal keys go to the same worker, in their order. Called by each worker for each
 * message, on its thread, at the same time as by others: it must be quick and must not change anything.
 */
@FunctionalInterface
public interface KeyFunction {

    /** The message's key, any number; the message is valid during the call. */
    long keyOf(Message message);
}
