// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
    /** Published: a line may be added, never changed and never removed. */
    private static final String GOLDEN = """
            MR-1001 INVALID_URI PERMANENT
            MR-1002 UNKNOWN_SCHEME PERMANENT
            MR-1003 DUPLICATE_SCHEME PERMANENT
            MR-1004 PROVIDER_FAILED PERMANENT
            MR-1005 UNKNOWN_OPTION PERMANENT
            MR-1006 INVALID_OPTION PERMANENT
            MR-1008 WRONG_THREADING PERMANENT
            MR-1009 PLAIN_TEXT PERMANENT
            MR-1010 SECRET_UNAVAILABLE PERMANENT
            MR-1021 TLS_MATERIAL PERMANENT
            MR-1031 JVM_FLAG_MISSING PERMANENT
            MR-1032 DRIVER_UNUSABLE PERMANENT
            MR-1041 BROKER_UNFIT PERMANENT
            MR-2001 ADDRESS_IN_USE PERMANENT
            MR-2002 BIND_FAILED PERMANENT
            MR-2003 UNKNOWN_HOST TRANSIENT
            MR-2004 CONNECT_REFUSED TRANSIENT
            MR-2005 CONNECT_TIMEOUT TRANSIENT
            MR-2006 CONNECT_FAILED TRANSIENT
            MR-2007 LINK_RESET TRANSIENT
            MR-2008 LINK_EOF TRANSIENT
            MR-2009 LINK_IO TRANSIENT
            MR-2010 HANDSHAKE_TIMEOUT TRANSIENT
            MR-2011 HEARTBEAT_TIMEOUT TRANSIENT
            MR-2012 WRITE_STALLED TRANSIENT
            MR-2013 BAD_CHECKSUM TRANSIENT
            MR-2014 UNEXPECTED_POSITION TRANSIENT
            MR-2015 TAIL_LOSS TRANSIENT
            MR-2016 PEER_RESTARTS TRANSIENT
            MR-2021 NOT_A_SOCKET PERMANENT
            MR-2022 PERMISSION_DENIED PERMANENT
            MR-2023 PEER_NOT_ALLOWED PERMANENT
            MR-2024 ADDRESS_LOST TRANSIENT
            MR-2025 ADDRESS_STOLEN PERMANENT
            MR-2031 TLS_TRUNCATED TRANSIENT
            MR-2032 TLS_BAD_RECORD TRANSIENT
            MR-2033 TLS_UNTRUSTED PERMANENT
            MR-2034 TLS_WRONG_NAME PERMANENT
            MR-2035 TLS_EXPIRED PERMANENT
            MR-2036 TLS_HANDSHAKE_FAILED PERMANENT
            MR-2041 NO_DRIVER TRANSIENT
            MR-2051 BROKER_NOT_READY TRANSIENT
            MR-2052 BROKER_STATE_LOST TRANSIENT
            MR-3001 BAD_FRAME_LENGTH PROTOCOL
            MR-3002 BAD_VERSION PROTOCOL
            MR-3003 BAD_KIND PROTOCOL
            MR-3004 BAD_FLAGS PROTOCOL
            MR-3005 BAD_STATUS_FRAME PROTOCOL
            MR-3006 BAD_CONTROL_FRAME PROTOCOL
            MR-3007 UNEXPECTED_FRAME PROTOCOL
            MR-3008 NOT_MILLRACE PERMANENT
            MR-3009 PEER_SPEAKS_TLS PERMANENT
            MR-3010 PEER_SPEAKS_NO_TLS PERMANENT
            MR-3021 BAD_ENTRY PROTOCOL
            MR-3022 DELIVERED_TOO_OFTEN PROTOCOL
            MR-4001 REJECTED_VERSION PERMANENT
            MR-4002 REJECTED_SCHEMA PERMANENT
            MR-4003 REJECTED_AUTH PERMANENT
            MR-4004 REJECTED_OVERLOADED OVERLOAD
            MR-4005 SUPERSEDED PERMANENT
            MR-4006 REJECTED_LIMIT OVERLOAD
            MR-4007 REJECTED_GUARANTEE PERMANENT
            MR-4008 REJECTED_DRAINING OVERLOAD
            MR-4009 TOKEN_INVALID PERMANENT
            MR-4010 TOKEN_EXPIRED PERMANENT
            MR-4011 TOKEN_AUDIENCE PERMANENT
            MR-4012 TOKEN_REPLAYED PERMANENT
            MR-4013 IDENTITY_UNPROVEN PERMANENT
            MR-4014 STREAM_DENIED PERMANENT
            MR-4021 REJECTED_CERTIFICATE PERMANENT
            MR-4031 BROKER_DENIED PERMANENT
            MR-4032 WRONG_KEY PERMANENT
            MR-4033 WRITER_FENCED PERMANENT
            MR-4034 BROKER_REFUSED PERMANENT
            MR-5001 BACK_PRESSURED OVERLOAD
            MR-5002 NOT_CONNECTED TRANSIENT
            MR-5003 CLOSED PERMANENT
            MR-5004 MESSAGE_TOO_LARGE PERMANENT
            MR-5005 FRAME_TOO_LARGE PERMANENT
            MR-5006 NESTED_CLAIM PERMANENT
            MR-5007 ISOLATED PERMANENT
            MR-5008 DRAIN_TIMEOUT PERMANENT
            MR-6001 OUT_OF_MEMORY RESOURCE
            MR-6002 TOO_MANY_OPEN_FILES OVERLOAD
            MR-6003 TOO_MANY_CONNECTIONS OVERLOAD
            MR-6004 TOO_MANY_FROM_HOST OVERLOAD
            MR-6005 TOO_MANY_PENDING OVERLOAD
            MR-6006 TOO_MANY_SESSIONS OVERLOAD
            MR-6007 TOO_MANY_STREAMS OVERLOAD
            MR-6008 TOO_MUCH_DETACHED OVERLOAD
            MR-6009 TOO_MANY_ARRIVALS OVERLOAD
            MR-6010 OUT_OF_SHARED_MEMORY RESOURCE
            MR-6011 TOO_MUCH_ASSEMBLED OVERLOAD
            MR-6021 BROKER_FULL OVERLOAD
            MR-9001 HANDLER_FAILED BUG
            MR-9002 INTERNAL BUG
            MR-9003 FATAL_ERROR FATAL
            """;

    @Test
    void codesAreThePublishedOnes() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCodeTest::line))
                .containsExactlyElementsOf(GOLDEN.lines().toList());
    }

    @Test
    void idsAreUnique() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyClassHasACode() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::errorClass).distinct())
                .containsExactlyInAnyOrder(ErrorClass.values());
    }

    @Test
    void ofTheDataPathOnlyWaitingHelpsAgainstBackPressureAndAbsence() {
        assertThat(Arrays.stream(ErrorCode.values())
                        .filter(code -> code.family() == ErrorFamily.DATA_PATH && code.retryable()))
                .containsExactly(ErrorCode.BACK_PRESSURED, ErrorCode.NOT_CONNECTED);
    }

    @Test
    void transientOverloadAndResourceAreRetryable() {
        assertThat(Arrays.stream(ErrorClass.values()).filter(ErrorClass::retryable))
                .containsExactlyElementsOf(EnumSet.of(ErrorClass.TRANSIENT, ErrorClass.OVERLOAD, ErrorClass.RESOURCE));
    }

    @Test
    void theTableInTheJavadocListsEveryCodeWithItsMeaning() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/millrace/error/ErrorCode.java"));
        Matcher row = Pattern.compile("<tr><td>(\\S+)</td><td>(\\w+)</td><td>(\\w+)</td><td>.{10,}</td></tr>")
                .matcher(source);
        List<String> rows = row.results()
                .map(match -> match.group(1) + " " + match.group(2) + " " + match.group(3))
                .toList();
        assertThat(rows).containsExactlyElementsOf(GOLDEN.lines().toList());
    }

    private static String line(ErrorCode code) {
        return code.id() + " " + code.name() + " " + code.errorClass();
    }
}
