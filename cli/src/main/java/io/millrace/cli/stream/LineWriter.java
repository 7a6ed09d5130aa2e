// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.stream;

import io.millrace.Message;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes messages as lines, many at a time. The engine's thread writes, the command's thread flushes: thread-safe. Once
 * it has failed it fails for ever.
 */
final class LineWriter {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream target;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int used;

    LineWriter(OutputStream target) {
        this.target = target;
    }

    synchronized void write(Message message) throws IOException {
        int length = message.length();
        if (buffer.length - used <= length) {
            flush();
            if (buffer.length <= length) {
                buffer = new byte[length + 1];
            }
        }
        message.getBytes(buffer, used, length);
        used += length;
        buffer[used++] = '\n';
    }

    synchronized void flush() throws IOException {
        if (used > 0) {
            target.write(buffer, 0, used);
            target.flush();
            used = 0;
        }
    }
}
