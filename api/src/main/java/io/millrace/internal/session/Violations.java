// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.error.ProtocolException;
import io.millrace.error.RemoteText;
import io.millrace.spi.frame.FrameDescriptor;

/** The errors for what a peer must not send, and for what only a bad link can do to it. */
final class Violations {

    private Violations() {}

    static ProtocolException unexpected(String what) {
        return new ProtocolException(
                ErrorCode.UNEXPECTED_FRAME,
                "unexpected " + what,
                "a correct peer never sends this; the link is closed");
    }

    static ProtocolException overCredit(InboundStream stream, long end) {
        return unexpected("stream " + RemoteText.clean(stream.name(), 64) + " reached " + end + ", granted was "
                + stream.limit());
    }

    /** A frame or GAP of a stream at a position behind the one that is to come. */
    static LinkException hole(InboundStream stream, long position) {
        return new LinkException(
                ErrorCode.UNEXPECTED_POSITION,
                "stream " + RemoteText.clean(stream.name(), 64) + " went on at " + position + ", expected "
                        + stream.received(),
                "the link is closed; the resume fills the hole");
    }

    static LinkException badChecksum(int kind) {
        return new LinkException(
                ErrorCode.BAD_CHECKSUM,
                "the checksum of a " + FrameDescriptor.kindName(kind) + " is wrong",
                "bytes were changed on the way; the link is closed and resumed");
    }
}
