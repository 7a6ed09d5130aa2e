// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

/**
 * A message that a handler is at.
 *
 * @param stream its stream's name
 * @param position where in the stream; everything before it was processed
 */
public record HandledMessage(String stream, long position) {

    @Override
    public String toString() {
        return "stream " + stream + " at position " + position;
    }
}
