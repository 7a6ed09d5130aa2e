// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over lines in their order: of each its length in four bytes, little-endian, then its bytes. Equal digests at
 * both ends mean the same lines, cut at the same places, in the same order. For one thread.
 */
final class LineDigest {
    // Hashing in blocks: one call a line would cost more than the line.
    private static final int BLOCK_BYTES = 32 * 1024;
    private static final int LENGTH_BYTES = Integer.BYTES;

    private final MessageDigest sha256;
    private final byte[] block = new byte[BLOCK_BYTES];
    private final ByteBuffer view = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    private int used;
    private long lines;
    private long bytes;

    LineDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void add(byte[] source, int offset, int length) {
        begin(length);
        if (length > BLOCK_BYTES - used) {
            flush();
        }
        if (length > BLOCK_BYTES) {
            sha256.update(source, offset, length);
        } else {
            System.arraycopy(source, offset, block, used, length);
            used += length;
        }
    }

    /** Adds what lies between the buffer's position and its limit, and leaves both where they are. */
    void add(ByteBuffer line) {
        int length = line.remaining();
        begin(length);
        if (length > BLOCK_BYTES - used) {
            flush();
        }
        if (length > BLOCK_BYTES) {
            sha256.update(line.duplicate());
        } else {
            line.get(line.position(), block, used, length);
            used += length;
        }
    }

    long lines() {
        return lines;
    }

    long bytes() {
        return bytes;
    }

    /** The digest in hexadecimal; ends this object's use. */
    String hex() {
        flush();
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void begin(int length) {
        if (LENGTH_BYTES > BLOCK_BYTES - used) {
            flush();
        }
        view.putInt(used, length);
        used += LENGTH_BYTES;
        lines++;
        bytes += length;
    }

    private void flush() {
        sha256.update(block, 0, used);
        used = 0;
    }
}
