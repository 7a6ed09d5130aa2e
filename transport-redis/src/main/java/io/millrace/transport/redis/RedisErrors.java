// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RemoteText;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Names what went wrong with a server: the code decides what the engine does. Stateless; any thread. */
final class RedisErrors {

    private RedisErrors() {}

    /** Of an error that the server has answered. */
    static MillraceException answered(String what, String where, String answer) {
        String text = RemoteText.clean(answer, 256);
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        String message = "redis at " + where + " answered to " + what + ": " + text;
        return switch (word) {
            case "LOADING",
                    "MASTERDOWN",
                    "CLUSTERDOWN",
                    "TRYAGAIN",
                    "READONLY",
                    "BUSY",
                    "NOREPLICAS",
                    "MISCONF",
                    "MOVED",
                    "ASK",
                    "UNKILLABLE" ->
                MillraceException.of(
                        ErrorCode.BROKER_NOT_READY,
                        message,
                        "it is tried again, with the server that is in charge then");
            case "OOM" ->
                MillraceException.of(
                        ErrorCode.BROKER_FULL,
                        message,
                        "it is tried again and publishers are back-pressured; raise maxmemory, or limit the stream by"
                                + " max-length or retain");
            case "NOAUTH", "WRONGPASS", "NOPERM" ->
                MillraceException.of(
                        ErrorCode.BROKER_DENIED,
                        message,
                        "check options user and password, and the user's rights (ACL); see docs/redis.md");
            case "WRONGTYPE" ->
                MillraceException.of(
                        ErrorCode.WRONG_KEY,
                        message,
                        "something else uses the key: choose another stream, or option prefix");
            default -> other(message, text);
        };
    }

    private static MillraceException other(String message, String text) {
        if (text.startsWith("ERR max number of clients")) {
            return MillraceException.of(
                    ErrorCode.REJECTED_LIMIT, message, "raise maxclients of the server; it is tried again");
        }
        if (text.startsWith("ERR Client sent AUTH")
                || text.startsWith("ERR AUTH")
                || text.startsWith("ERR invalid pass")) {
            return MillraceException.of(
                    ErrorCode.BROKER_DENIED, message, "leave user and password out, or configure them at the server");
        }
        return MillraceException.of(
                ErrorCode.BROKER_REFUSED, message, "needs Redis 6.2 or later, or what speaks its protocol");
    }

    /** Of a connection that could not be made. */
    static MillraceException connecting(String where, IOException cause) {
        ErrorCode code = cause instanceof UnknownHostException
                ? ErrorCode.UNKNOWN_HOST
                : cause instanceof SocketTimeoutException
                        ? ErrorCode.CONNECT_TIMEOUT
                        : cause instanceof ConnectException ? ErrorCode.CONNECT_REFUSED : ErrorCode.CONNECT_FAILED;
        return MillraceException.of(
                code,
                "no redis at " + where + ": " + cause.getMessage(),
                "start redis-server there, or check the address; for a first try, redis:embedded starts one",
                cause);
    }

    /** Of a connection that was lost. */
    static MillraceException lost(String where, IOException cause) {
        if (cause instanceof SocketTimeoutException) {
            return MillraceException.of(
                    ErrorCode.HEARTBEAT_TIMEOUT,
                    "redis at " + where
                            + " did not answer in time (option dead-after): it hangs, is slow, or the network is"
                            + " silent",
                    "see its SLOWLOG and its host; raise dead-after if it is only slow",
                    cause);
        }
        boolean isEnd = cause instanceof EOFException;
        return MillraceException.of(
                isEnd ? ErrorCode.LINK_EOF : ErrorCode.LINK_RESET,
                "the connection to redis at " + where
                        + (isEnd ? " was closed by it" : " was lost: " + cause.getMessage()),
                "it is made again",
                cause);
    }

    /** Of an answer that does not fit what was asked. */
    static MillraceException strange(String what, String where, Object answer) {
        return MillraceException.of(
                ErrorCode.BROKER_REFUSED,
                "redis at " + where + " answered to " + what + " with " + RemoteText.clean(String.valueOf(answer), 128),
                "check that a Redis server of version 6.2 or later listens there");
    }
}
