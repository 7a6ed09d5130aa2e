// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

/** What an entry of a stream holds. Readers know both. */
enum EntryForm {
    /** One message, in fields that a person can read. */
    MESSAGE,
    /** A run of messages, as frames: many times as fast, and as small. */
    BATCH
}
