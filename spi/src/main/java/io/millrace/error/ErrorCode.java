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
 * digit of the id is the family: 1 configuration ({@link ConfigurationException}), 2 link ({@link LinkException}),
 * 3 protocol ({@link ProtocolException}), 4 rejected by the peer ({@link RejectedException}), 5 data path
 * ({@link PublicationException}), 6 resources ({@link ResourceException}), 9 internal ({@link InternalException}).
 *
 * <table>
 * <caption>Codes</caption>
 * <tr><th>id</th><th>name</th><th>class</th><th>meaning</th></tr>
 * <tr><td>MR-1001</td><td>INVALID_URI</td><td>PERMANENT</td><td>an endpoint URI cannot be read; the message quotes it with a caret under the place</td></tr>
 * <tr><td>MR-1002</td><td>UNKNOWN_SCHEME</td><td>PERMANENT</td><td>no transport for the scheme was found on the class path or module path</td></tr>
 * <tr><td>MR-1003</td><td>DUPLICATE_SCHEME</td><td>PERMANENT</td><td>two transports claim one scheme</td></tr>
 * <tr><td>MR-1004</td><td>PROVIDER_FAILED</td><td>PERMANENT</td><td>a transport provider could not be loaded, or declares what it must not</td></tr>
 * <tr><td>MR-1005</td><td>UNKNOWN_OPTION</td><td>PERMANENT</td><td>the URI sets an option that neither the transport nor the engine has</td></tr>
 * <tr><td>MR-1006</td><td>INVALID_OPTION</td><td>PERMANENT</td><td>the value of an option is malformed, out of range, or does not go with another one</td></tr>
 * <tr><td>MR-1008</td><td>WRONG_THREADING</td><td>PERMANENT</td><td>the runtime is turned by nobody, by two threads at once, or by hand though it turns itself</td></tr>
 * <tr><td>MR-1009</td><td>PLAIN_TEXT</td><td>PERMANENT</td><td>plain text would leave the host, and nobody has said {@code insecure=true}</td></tr>
 * <tr><td>MR-1010</td><td>SECRET_UNAVAILABLE</td><td>PERMANENT</td><td>a secret cannot be had from its file, environment variable or callback, or is none</td></tr>
 * <tr><td>MR-1021</td><td>TLS_MATERIAL</td><td>PERMANENT</td><td>a certificate, key or store of a TLS endpoint cannot be used; the message names file and reason</td></tr>
 * <tr><td>MR-1031</td><td>JVM_FLAG_MISSING</td><td>PERMANENT</td><td>a transport needs a flag that the JVM was started without; the message is the flag</td></tr>
 * <tr><td>MR-1032</td><td>DRIVER_UNUSABLE</td><td>PERMANENT</td><td>the directory of a media driver cannot be used: too small, not writable, another version</td></tr>
 * <tr><td>MR-1041</td><td>BROKER_UNFIT</td><td>PERMANENT</td><td>a broker is not what the options ask for, or is set up so that it may lose what it has acknowledged</td></tr>
 * <tr><td>MR-2001</td><td>ADDRESS_IN_USE</td><td>PERMANENT</td><td>something else listens on the address already</td></tr>
 * <tr><td>MR-2002</td><td>BIND_FAILED</td><td>PERMANENT</td><td>the address cannot be listened on: not of this machine, not permitted</td></tr>
 * <tr><td>MR-2003</td><td>UNKNOWN_HOST</td><td>TRANSIENT</td><td>the host name does not resolve, now</td></tr>
 * <tr><td>MR-2004</td><td>CONNECT_REFUSED</td><td>TRANSIENT</td><td>the machine answered that nobody listens there</td></tr>
 * <tr><td>MR-2005</td><td>CONNECT_TIMEOUT</td><td>TRANSIENT</td><td>no answer to the attempt to connect</td></tr>
 * <tr><td>MR-2006</td><td>CONNECT_FAILED</td><td>TRANSIENT</td><td>any other failure to connect: no route, permission denied</td></tr>
 * <tr><td>MR-2007</td><td>LINK_RESET</td><td>TRANSIENT</td><td>the peer or something between cut the connection</td></tr>
 * <tr><td>MR-2008</td><td>LINK_EOF</td><td>TRANSIENT</td><td>the peer closed the connection without a farewell</td></tr>
 * <tr><td>MR-2009</td><td>LINK_IO</td><td>TRANSIENT</td><td>any other failure to read or write</td></tr>
 * <tr><td>MR-2010</td><td>HANDSHAKE_TIMEOUT</td><td>TRANSIENT</td><td>connected, but the handshake did not end in time</td></tr>
 * <tr><td>MR-2011</td><td>HEARTBEAT_TIMEOUT</td><td>TRANSIENT</td><td>nothing was heard from the peer for longer than dead-after</td></tr>
 * <tr><td>MR-2012</td><td>WRITE_STALLED</td><td>TRANSIENT</td><td>the connection took no bytes for longer than dead-after, and nothing was heard either</td></tr>
 * <tr><td>MR-2013</td><td>BAD_CHECKSUM</td><td>TRANSIENT</td><td>a frame was damaged on its way; the link is closed and resumed</td></tr>
 * <tr><td>MR-2014</td><td>UNEXPECTED_POSITION</td><td>TRANSIENT</td><td>a frame is missing before this one; the link is closed and resumed</td></tr>
 * <tr><td>MR-2015</td><td>TAIL_LOSS</td><td>TRANSIENT</td><td>the peer had sent more than arrived; the link is closed and resumed</td></tr>
 * <tr><td>MR-2016</td><td>PEER_RESTARTS</td><td>TRANSIENT</td><td>the peer has ended and said that it comes back</td></tr>
 * <tr><td>MR-2021</td><td>NOT_A_SOCKET</td><td>PERMANENT</td><td>something that is no socket stands at the path</td></tr>
 * <tr><td>MR-2022</td><td>PERMISSION_DENIED</td><td>PERMANENT</td><td>the system does not let this user listen or connect there</td></tr>
 * <tr><td>MR-2023</td><td>PEER_NOT_ALLOWED</td><td>PERMANENT</td><td>the system proves the peer to be somebody whom the options do not let in</td></tr>
 * <tr><td>MR-2024</td><td>ADDRESS_LOST</td><td>TRANSIENT</td><td>the address of a listener was taken away, and it has been bound again</td></tr>
 * <tr><td>MR-2025</td><td>ADDRESS_STOLEN</td><td>PERMANENT</td><td>another process has put itself in a listener's place</td></tr>
 * <tr><td>MR-2031</td><td>TLS_TRUNCATED</td><td>TRANSIENT</td><td>the connection ended without the farewell of TLS: the peer died, or somebody between cut it</td></tr>
 * <tr><td>MR-2032</td><td>TLS_BAD_RECORD</td><td>TRANSIENT</td><td>a record of TLS was changed on its way</td></tr>
 * <tr><td>MR-2033</td><td>TLS_UNTRUSTED</td><td>PERMANENT</td><td>nobody whom this end trusts has signed the certificate of the peer, or the peer shows none</td></tr>
 * <tr><td>MR-2034</td><td>TLS_WRONG_NAME</td><td>PERMANENT</td><td>the certificate of the peer is for another name than the one that was dialled</td></tr>
 * <tr><td>MR-2035</td><td>TLS_EXPIRED</td><td>PERMANENT</td><td>the certificate of the peer is expired or not yet valid</td></tr>
 * <tr><td>MR-2036</td><td>TLS_HANDSHAKE_FAILED</td><td>PERMANENT</td><td>the two ends have no protocol version, cipher suite or signature in common</td></tr>
 * <tr><td>MR-2041</td><td>NO_DRIVER</td><td>TRANSIENT</td><td>no media driver runs in the directory, or the one that did is gone</td></tr>
 * <tr><td>MR-2051</td><td>BROKER_NOT_READY</td><td>TRANSIENT</td><td>a broker is there but cannot serve now: it loads, follows another one, or too few replicas follow it</td></tr>
 * <tr><td>MR-2052</td><td>BROKER_STATE_LOST</td><td>TRANSIENT</td><td>a broker no longer has what it had acknowledged</td></tr>
 * <tr><td>MR-3001</td><td>BAD_FRAME_LENGTH</td><td>PROTOCOL</td><td>a frame length below the header or above the maximum</td></tr>
 * <tr><td>MR-3002</td><td>BAD_VERSION</td><td>PROTOCOL</td><td>a frame of a protocol version that was not agreed on</td></tr>
 * <tr><td>MR-3003</td><td>BAD_KIND</td><td>PROTOCOL</td><td>a frame kind that must be known and is not</td></tr>
 * <tr><td>MR-3004</td><td>BAD_FLAGS</td><td>PROTOCOL</td><td>reserved flags are set, or flags that exclude each other</td></tr>
 * <tr><td>MR-3005</td><td>BAD_STATUS_FRAME</td><td>PROTOCOL</td><td>an acknowledgement of what was not sent, or a credit that goes back</td></tr>
 * <tr><td>MR-3006</td><td>BAD_CONTROL_FRAME</td><td>PROTOCOL</td><td>a control frame whose fields do not fit its length or each other</td></tr>
 * <tr><td>MR-3007</td><td>UNEXPECTED_FRAME</td><td>PROTOCOL</td><td>a frame that may not come in this state of the session</td></tr>
 * <tr><td>MR-3008</td><td>NOT_MILLRACE</td><td>PERMANENT</td><td>the other end speaks something else; the message says what it looks like</td></tr>
 * <tr><td>MR-3009</td><td>PEER_SPEAKS_TLS</td><td>PERMANENT</td><td>the other end speaks TLS, and this one plain text</td></tr>
 * <tr><td>MR-3010</td><td>PEER_SPEAKS_NO_TLS</td><td>PERMANENT</td><td>the other end does not speak TLS; the message says what it looks like</td></tr>
 * <tr><td>MR-3021</td><td>BAD_ENTRY</td><td>PROTOCOL</td><td>an entry of a log cannot be understood</td></tr>
 * <tr><td>MR-3022</td><td>DELIVERED_TOO_OFTEN</td><td>PROTOCOL</td><td>an entry was handed to members of a group as often as it may be, and none acknowledged it</td></tr>
 * <tr><td>MR-4001</td><td>REJECTED_VERSION</td><td>PERMANENT</td><td>the peer speaks no version of the protocol that we do</td></tr>
 * <tr><td>MR-4002</td><td>REJECTED_SCHEMA</td><td>PERMANENT</td><td>the peer has another schema for the stream</td></tr>
 * <tr><td>MR-4003</td><td>REJECTED_AUTH</td><td>PERMANENT</td><td>the peer does not accept who we are</td></tr>
 * <tr><td>MR-4004</td><td>REJECTED_OVERLOADED</td><td>OVERLOAD</td><td>the peer has too much to do; we come back no sooner than it asked for</td></tr>
 * <tr><td>MR-4005</td><td>SUPERSEDED</td><td>PERMANENT</td><td>another process uses our identity</td></tr>
 * <tr><td>MR-4006</td><td>REJECTED_LIMIT</td><td>OVERLOAD</td><td>the peer has as many sessions or streams as it may</td></tr>
 * <tr><td>MR-4007</td><td>REJECTED_GUARANTEE</td><td>PERMANENT</td><td>the peer does not give or does not accept a guarantee</td></tr>
 * <tr><td>MR-4008</td><td>REJECTED_DRAINING</td><td>OVERLOAD</td><td>the peer is about to close</td></tr>
 * <tr><td>MR-4009</td><td>TOKEN_INVALID</td><td>PERMANENT</td><td>the token is altered, signed with another key, or none that the peer understands</td></tr>
 * <tr><td>MR-4010</td><td>TOKEN_EXPIRED</td><td>PERMANENT</td><td>the token's time is over, or has not begun</td></tr>
 * <tr><td>MR-4011</td><td>TOKEN_AUDIENCE</td><td>PERMANENT</td><td>the token is for another listener</td></tr>
 * <tr><td>MR-4012</td><td>TOKEN_REPLAYED</td><td>PERMANENT</td><td>another session has used this token before</td></tr>
 * <tr><td>MR-4013</td><td>IDENTITY_UNPROVEN</td><td>PERMANENT</td><td>the identity is not what token, certificate or user prove</td></tr>
 * <tr><td>MR-4014</td><td>STREAM_DENIED</td><td>PERMANENT</td><td>this identity may not publish, or not subscribe to, this stream</td></tr>
 * <tr><td>MR-4021</td><td>REJECTED_CERTIFICATE</td><td>PERMANENT</td><td>the peer does not accept our certificate, or asks for one and we have none</td></tr>
 * <tr><td>MR-4031</td><td>BROKER_DENIED</td><td>PERMANENT</td><td>a broker does not know this user, or does not let it do this</td></tr>
 * <tr><td>MR-4032</td><td>WRONG_KEY</td><td>PERMANENT</td><td>what stands at the name of a stream in a broker is no stream</td></tr>
 * <tr><td>MR-4033</td><td>WRITER_FENCED</td><td>PERMANENT</td><td>another writer has taken over a stream that has one writer at a time</td></tr>
 * <tr><td>MR-4034</td><td>BROKER_REFUSED</td><td>PERMANENT</td><td>a broker refused a command for a reason that repeating it does not change</td></tr>
 * <tr><td>MR-5001</td><td>BACK_PRESSURED</td><td>OVERLOAD</td><td>the ring stayed full until the deadline: the subscriber is slower than the publisher</td></tr>
 * <tr><td>MR-5002</td><td>NOT_CONNECTED</td><td>TRANSIENT</td><td>no subscriber wants the stream</td></tr>
 * <tr><td>MR-5003</td><td>CLOSED</td><td>PERMANENT</td><td>the publication, the endpoint or the runtime is closed</td></tr>
 * <tr><td>MR-5004</td><td>MESSAGE_TOO_LARGE</td><td>PERMANENT</td><td>the message is larger than the ring or the receiver takes</td></tr>
 * <tr><td>MR-5005</td><td>FRAME_TOO_LARGE</td><td>PERMANENT</td><td>the receiver takes no frames as large as the publication makes them</td></tr>
 * <tr><td>MR-5006</td><td>NESTED_CLAIM</td><td>PERMANENT</td><td>the thread claims while a claim of its own is open</td></tr>
 * <tr><td>MR-5007</td><td>ISOLATED</td><td>PERMANENT</td><td>the operator took the endpoint out of service</td></tr>
 * <tr><td>MR-5008</td><td>DRAIN_TIMEOUT</td><td>PERMANENT</td><td>not everything was acknowledged by the deadline of a drain</td></tr>
 * <tr><td>MR-6001</td><td>OUT_OF_MEMORY</td><td>RESOURCE</td><td>direct memory or heap is exhausted</td></tr>
 * <tr><td>MR-6002</td><td>TOO_MANY_OPEN_FILES</td><td>OVERLOAD</td><td>the process may not open more files or sockets</td></tr>
 * <tr><td>MR-6003</td><td>TOO_MANY_CONNECTIONS</td><td>OVERLOAD</td><td>a listener has as many connections as it may</td></tr>
 * <tr><td>MR-6004</td><td>TOO_MANY_FROM_HOST</td><td>OVERLOAD</td><td>one host has as many connections to a listener as it may</td></tr>
 * <tr><td>MR-6005</td><td>TOO_MANY_PENDING</td><td>OVERLOAD</td><td>as many connections as may be have not said who they are</td></tr>
 * <tr><td>MR-6006</td><td>TOO_MANY_SESSIONS</td><td>OVERLOAD</td><td>a listener keeps as many sessions as it may</td></tr>
 * <tr><td>MR-6007</td><td>TOO_MANY_STREAMS</td><td>OVERLOAD</td><td>a peer has announced as many streams as a session keeps</td></tr>
 * <tr><td>MR-6008</td><td>TOO_MUCH_DETACHED</td><td>OVERLOAD</td><td>sessions without a link hold more than they may</td></tr>
 * <tr><td>MR-6009</td><td>TOO_MANY_ARRIVALS</td><td>OVERLOAD</td><td>connections come faster than a listener takes them</td></tr>
 * <tr><td>MR-6010</td><td>OUT_OF_SHARED_MEMORY</td><td>RESOURCE</td><td>the file system of a media driver has no room for another link</td></tr>
 * <tr><td>MR-6011</td><td>TOO_MUCH_ASSEMBLED</td><td>OVERLOAD</td><td>messages that are put together out of fragments take all the memory that an endpoint has for them; the others wait</td></tr>
 * <tr><td>MR-6021</td><td>BROKER_FULL</td><td>OVERLOAD</td><td>a broker has no memory for more; it is tried again</td></tr>
 * <tr><td>MR-9001</td><td>HANDLER_FAILED</td><td>BUG</td><td>the application's handler threw; the cause is what it threw</td></tr>
 * <tr><td>MR-9002</td><td>INTERNAL</td><td>BUG</td><td>a bug of Millrace; the cause is where it showed</td></tr>
 * <tr><td>MR-9003</td><td>FATAL_ERROR</td><td>FATAL</td><td>the virtual machine or the class path is broken</td></tr>
 * </table>
 */
public enum ErrorCode {
    INVALID_URI(1001, PERMANENT),
    UNKNOWN_SCHEME(1002, PERMANENT),
    DUPLICATE_SCHEME(1003, PERMANENT),
    PROVIDER_FAILED(1004, PERMANENT),
    UNKNOWN_OPTION(1005, PERMANENT),
    INVALID_OPTION(1006, PERMANENT),
    WRONG_THREADING(1008, PERMANENT),
    PLAIN_TEXT(1009, PERMANENT),
    SECRET_UNAVAILABLE(1010, PERMANENT),
    TLS_MATERIAL(1021, PERMANENT),
    JVM_FLAG_MISSING(1031, PERMANENT),
    DRIVER_UNUSABLE(1032, PERMANENT),
    BROKER_UNFIT(1041, PERMANENT),

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
    PEER_RESTARTS(2016, TRANSIENT),
    NOT_A_SOCKET(2021, PERMANENT),
    PERMISSION_DENIED(2022, PERMANENT),
    PEER_NOT_ALLOWED(2023, PERMANENT),
    ADDRESS_LOST(2024, TRANSIENT),
    ADDRESS_STOLEN(2025, PERMANENT),
    TLS_TRUNCATED(2031, TRANSIENT),
    TLS_BAD_RECORD(2032, TRANSIENT),
    TLS_UNTRUSTED(2033, PERMANENT),
    TLS_WRONG_NAME(2034, PERMANENT),
    TLS_EXPIRED(2035, PERMANENT),
    TLS_HANDSHAKE_FAILED(2036, PERMANENT),
    NO_DRIVER(2041, TRANSIENT),
    BROKER_NOT_READY(2051, TRANSIENT),
    BROKER_STATE_LOST(2052, TRANSIENT),

    BAD_FRAME_LENGTH(3001, PROTOCOL),
    BAD_VERSION(3002, PROTOCOL),
    BAD_KIND(3003, PROTOCOL),
    BAD_FLAGS(3004, PROTOCOL),
    BAD_STATUS_FRAME(3005, PROTOCOL),
    BAD_CONTROL_FRAME(3006, PROTOCOL),
    UNEXPECTED_FRAME(3007, PROTOCOL),
    NOT_MILLRACE(3008, PERMANENT),
    PEER_SPEAKS_TLS(3009, PERMANENT),
    PEER_SPEAKS_NO_TLS(3010, PERMANENT),
    BAD_ENTRY(3021, PROTOCOL),
    DELIVERED_TOO_OFTEN(3022, PROTOCOL),

    REJECTED_VERSION(4001, PERMANENT),
    REJECTED_SCHEMA(4002, PERMANENT),
    REJECTED_AUTH(4003, PERMANENT),
    REJECTED_OVERLOADED(4004, OVERLOAD),
    SUPERSEDED(4005, PERMANENT),
    REJECTED_LIMIT(4006, OVERLOAD),
    REJECTED_GUARANTEE(4007, PERMANENT),
    REJECTED_DRAINING(4008, OVERLOAD),
    TOKEN_INVALID(4009, PERMANENT),
    TOKEN_EXPIRED(4010, PERMANENT),
    TOKEN_AUDIENCE(4011, PERMANENT),
    TOKEN_REPLAYED(4012, PERMANENT),
    IDENTITY_UNPROVEN(4013, PERMANENT),
    STREAM_DENIED(4014, PERMANENT),
    REJECTED_CERTIFICATE(4021, PERMANENT),
    BROKER_DENIED(4031, PERMANENT),
    WRONG_KEY(4032, PERMANENT),
    WRITER_FENCED(4033, PERMANENT),
    BROKER_REFUSED(4034, PERMANENT),

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
    TOO_MANY_CONNECTIONS(6003, OVERLOAD),
    TOO_MANY_FROM_HOST(6004, OVERLOAD),
    TOO_MANY_PENDING(6005, OVERLOAD),
    TOO_MANY_SESSIONS(6006, OVERLOAD),
    TOO_MANY_STREAMS(6007, OVERLOAD),
    TOO_MUCH_DETACHED(6008, OVERLOAD),
    TOO_MANY_ARRIVALS(6009, OVERLOAD),
    OUT_OF_SHARED_MEMORY(6010, RESOURCE),
    TOO_MUCH_ASSEMBLED(6011, OVERLOAD),
    BROKER_FULL(6021, OVERLOAD),

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
