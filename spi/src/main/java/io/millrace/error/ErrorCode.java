// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import static io.millrace.error.ErrorClass.BUG;
import static io.millrace.error.ErrorClass.FATAL;
import static io.millrace.error.ErrorClass.OVERLOAD;
import static io.millrace.error.ErrorClass.PERMANENT;
import static io.millrace.error.ErrorClass.PROTOCOL;
import static io.millrace.error.ErrorClass.RESOURCE;
import static io.millrace.error.ErrorClass.TRANSIENT;

/**
 * Every error that Millrace reports, each with an id that never changes and is never given to another error. The first
 * digit of the id is the family and names the exception type.
 */
public enum ErrorCode {
    INVALID_URI(1001, PERMANENT),
    UNKNOWN_SCHEME(1002, PERMANENT),
    DUPLICATE_SCHEME(1003, PERMANENT),
    PROVIDER_FAILED(1004, PERMANENT),
    UNKNOWN_OPTION(1005, PERMANENT),
    INVALID_OPTION(1006, PERMANENT),
    UNSUPPORTED_GUARANTEE(1007, PERMANENT),

    ADDRESS_IN_USE(2001, PERMANENT),
    BIND_FAILED(2002, PERMANENT),
    UNKNOWN_HOST(2003, TRANSIENT),
    CONNECT_REFUSED(2004, TRANSIENT),
    CONNECT_TIMEOUT(2005, TRANSIENT),
    CONNECT_FAILED(2006, TRANSIENT),
    LINK_RESET(2007, TRANSIENT),
    LINK_EOF(2008, TRANSIENT),
    LINK_IO(2009, TRANSIENT),
    HANDSHAKE_TIMEOUT(2010, TRANSIENT),
    HEARTBEAT_TIMEOUT(2011, TRANSIENT),
    WRITE_STALLED(2012, TRANSIENT),
    BAD_CHECKSUM(2013, TRANSIENT),
    UNEXPECTED_POSITION(2014, TRANSIENT),
    TAIL_LOSS(2015, TRANSIENT),

    BAD_FRAME_LENGTH(3001, PROTOCOL),
    BAD_VERSION(3002, PROTOCOL),
    BAD_KIND(3003, PROTOCOL),
    BAD_FLAGS(3004, PROTOCOL),
    BAD_STATUS_FRAME(3005, PROTOCOL),
    BAD_CONTROL_FRAME(3006, PROTOCOL),
    UNEXPECTED_FRAME(3007, PROTOCOL),
    NOT_MILLRACE(3008, PERMANENT),

    REJECTED_VERSION(4001, PERMANENT),
    REJECTED_SCHEMA(4002, PERMANENT),
    REJECTED_AUTH(4003, PERMANENT),
    REJECTED_OVERLOADED(4004, OVERLOAD),
    SUPERSEDED(4005, PERMANENT),
    REJECTED_LIMIT(4006, OVERLOAD),
    REJECTED_GUARANTEE(4007, PERMANENT),
    REJECTED_DRAINING(4008, OVERLOAD),

    BACK_PRESSURED(5001, OVERLOAD),
    NOT_CONNECTED(5002, TRANSIENT),
    CLOSED(5003, PERMANENT),
    MESSAGE_TOO_LARGE(5004, PERMANENT),
    FRAME_TOO_LARGE(5005, PERMANENT),
    NESTED_CLAIM(5006, PERMANENT),
    ISOLATED(5007, PERMANENT),
    DRAIN_TIMEOUT(5008, PERMANENT),

    OUT_OF_MEMORY(6001, RESOURCE),
    TOO_MANY_OPEN_FILES(6002, OVERLOAD),

    HANDLER_FAILED(9001, BUG),
    INTERNAL(9002, BUG),
    FATAL_ERROR(9003, FATAL);

    private final String id;
    private final ErrorFamily family;
    private final ErrorClass errorClass;

    ErrorCode(int number, ErrorClass errorClass) {
        this.id = "MR-" + number;
        this.family = ErrorFamily.of(number);
        this.errorClass = errorClass;
    }

    /** The stable id, such as {@code MR-2004}. */
    public String id() {
        return id;
    }

    /** What supervision does about it. */
    public ErrorClass errorClass() {
        return errorClass;
    }

    /** Whether the same call or attempt may succeed later without anyone changing anything. */
    public boolean retryable() {
        return errorClass.retryable();
    }

    ErrorFamily family() {
        return family;
    }
}
