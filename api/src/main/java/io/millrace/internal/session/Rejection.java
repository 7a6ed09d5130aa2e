// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import io.millrace.spi.frame.Reject;

/** What a REJECT of the peer means here. */
final class Rejection {

    private Rejection() {}

    static MillraceException toException(Reject reject) {
        String reason = RemoteText.clean(reject.reason(), 256);
        String message =
                "the peer refused: " + Reject.codeName(reject.code()) + (reason.isEmpty() ? "" : ", " + reason);
        return switch (reject.code()) {
            case Reject.VERSION -> of(ErrorCode.REJECTED_VERSION, message, "run the same major version on both sides");
            case Reject.SCHEMA -> of(ErrorCode.REJECTED_SCHEMA, message, "deploy the same schema on both sides");
            case Reject.AUTH -> of(ErrorCode.REJECTED_AUTH, message, "check the credentials");
            case Reject.SUPERSEDED ->
                of(ErrorCode.SUPERSEDED, message, "give each process an identity of its own (option name, or node)");
            case Reject.LIMIT -> of(ErrorCode.REJECTED_LIMIT, message, "raise the limit at the listener");
            case Reject.GUARANTEE -> of(ErrorCode.REJECTED_GUARANTEE, message, "ask for a guarantee that the peer has");
            case Reject.DRAINING -> of(ErrorCode.REJECTED_DRAINING, message, "the peer is closing; it is tried again");
            case Reject.TOKEN_INVALID ->
                of(ErrorCode.TOKEN_INVALID, message, "get a new token, signed by the listener's key");
            case Reject.TOKEN_EXPIRED ->
                of(ErrorCode.TOKEN_EXPIRED, message, "get a new token; check the clocks of both machines");
            case Reject.TOKEN_AUDIENCE ->
                of(ErrorCode.TOKEN_AUDIENCE, message, "get a token whose audience is the listener's name");
            case Reject.TOKEN_REPLAYED ->
                of(ErrorCode.TOKEN_REPLAYED, message, "get a token for each process, or ask for token-use=many there");
            case Reject.IDENTITY_UNPROVEN ->
                of(ErrorCode.IDENTITY_UNPROVEN, message, "set name or node to what token, certificate or user prove");
            case Reject.NOT_MILLRACE -> of(ErrorCode.NOT_MILLRACE, message, "check the port");
            case Reject.TLS -> of(ErrorCode.PEER_SPEAKS_TLS, message, HelloReader.SPEAK_TLS);
            default -> of(ErrorCode.REJECTED_OVERLOADED, message, "the peer is tried again later");
        };
    }

    private static MillraceException of(ErrorCode code, String message, String hint) {
        return MillraceException.of(code, message, hint);
    }
}
