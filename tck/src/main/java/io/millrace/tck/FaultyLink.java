// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.FrameSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A link of the transport under test, and the {@link Faults} that befall it. */
final class FaultyLink extends DelegatingLink {

    private final Faults faults;
    private volatile boolean cut;
    private volatile int restBytes = Integer.MAX_VALUE;

    FaultyLink(FrameLink link, Faults faults) {
        super(link);
        this.faults = faults;
        faults.add(this);
    }

    void cut() {
        cut = true;
    }

    void cutAfter(int bytes) {
        restBytes = bytes;
    }

    private void checkCut() {
        if (cut) {
            throw new LinkException(ErrorCode.LINK_RESET, description() + " was cut by the test", "");
        }
    }

    @Override
    public int poll(FrameSink sink) {
        checkCut();
        if (faults.holdsReads()) {
            return 0;
        }
        return super.poll((buffer, offset, length) -> {
            if (length < 100 || !faults.takeCorruption()) {
                return sink.onBytes(buffer, offset, length);
            }
            // The bytes are the link's; what it offers again later is whole
            ByteBuffer changed = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
            changed.put(0, buffer, offset, length);
            int at = length - 32;
            changed.put(at, (byte) (changed.get(at) ^ 0x10));
            return sink.onBytes(changed, 0, length);
        });
    }

    @Override
    public int write(ByteBuffer source) {
        checkCut();
        if (faults.holdsWrites()) {
            return 0;
        }
        int rest = restBytes;
        int most = Math.min(rest, faults.mostWritten());
        int limit = source.limit();
        if (source.remaining() > most) {
            source.limit(source.position() + most);
        }
        try {
            int written = super.write(source);
            if (rest != Integer.MAX_VALUE) {
                restBytes = rest - written;
                cut = restBytes == 0;
            }
            return written;
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public boolean isWritable() {
        return cut || !faults.holdsWrites() && super.isWritable();
    }

    @Override
    public void close() {
        faults.remove(this);
        super.close();
    }
}
