// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.PushConsumer;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.PushMessage;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Answers, as Jedis reads them: byte[], Long, List, null, and {@link JedisDataException} for an error. What is added is a look
 * at whether one is there, deadlines, and a bound to lengths. For one thread.
 */
final class AnswerReader extends RedisInputStream {

    private static final int BUFFER = 64 << 10;

    /** Redis' own limit of a word, proto-max-bulk-len. */
    private static final int MAX_LENGTH = 512 << 20;

    /** In version 2 of the protocol a server says nothing unasked. */
    private static final PushConsumerChain NO_PUSHES = new PushConsumerChain() {
        @Override
        public PushMessage process(PushMessage message) {
            throw new JedisConnectionException("a message that was not asked for");
        }

        @Override
        public List<PushConsumer> getConsumers() {
            return List.of();
        }
    };

    private final Socket socket;
    private int patienceMs;

    /** @param socket whose reads wait no longer than it is told */
    AnswerReader(Socket socket, InputStream in, long patienceNs) {
        super(in, BUFFER);
        this.socket = socket;
        patience(patienceNs);
    }

    /** How long each part of an answer may take. */
    void patience(long ns) {
        patienceMs = milliseconds(ns);
    }

    private static int milliseconds(long ns) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, ns / 1_000_000));
    }

    /** True if more is here than was read; says nothing of what is on its way. */
    boolean hasInput() {
        return count < limit;
    }

    /** True if a part of an answer is here, or comes within a time. */
    boolean awaitInput(long timeoutNs) throws IOException {
        if (hasInput()) {
            return true;
        }
        if (timeoutNs <= 0 && in.available() == 0) {
            return false;
        }
        socket.setSoTimeout(milliseconds(timeoutNs));
        try {
            peek(Protocol.PLUS_BYTE);
            return true;
        } catch (JedisConnectionException e) {
            IOException cause = cause(e);
            if (cause instanceof SocketTimeoutException) {
                return false;
            }
            throw cause;
        }
    }

    /** The next answer; an error is one too. */
    @Nullable Object answer() throws IOException {
        socket.setSoTimeout(patienceMs);
        try {
            return Protocol.read(this, NO_PUSHES);
        } catch (JedisDataException failure) {
            return failure;
        } catch (JedisConnectionException e) {
            throw cause(e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException("not what a Redis server answers: " + e, e);
        }
    }

    /**
     * The next answer.
     *
     * @throws AnsweredException if it is an error
     */
    @Nullable Object take() throws IOException {
        Object answer = answer();
        if (answer instanceof JedisDataException failure) {
            throw new AnsweredException(Replies.text(failure));
        }
        return answer;
    }

    @Override
    public int readIntCrLf() {
        long length = readLongCrLf();
        if (length < -1 || length > MAX_LENGTH) {
            throw new JedisConnectionException("a length of " + length);
        }
        return (int) length;
    }

    private IOException cause(JedisConnectionException e) {
        if (e.getCause() instanceof IOException cause) {
            return cause;
        }
        return limit < 0
                ? new EOFException("end of the connection")
                : new IOException("not what a Redis server answers: " + e.getMessage(), e);
    }
}
