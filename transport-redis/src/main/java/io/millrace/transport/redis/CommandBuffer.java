// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.util.RedisOutputStream;
import redis.clients.jedis.util.SafeEncoder;

/** Commands as Jedis writes them, that gather here and are sent together. For one thread at a time. */
final class CommandBuffer {

    /** What is kept when something large was sent. */
    private static final int KEPT = 1 << 20;

    private static final class Bytes extends ByteArrayOutputStream {
        Bytes() {
            super(16 << 10);
        }

        byte[] array() {
            return buf;
        }
    }

    private Bytes bytes = new Bytes();
    private RedisOutputStream out = new RedisOutputStream(bytes);

    /** A command of words, its name first: a byte[], or what its text says. */
    CommandBuffer command(Object... words) {
        byte[] name = SafeEncoder.encode((String) words[0]);
        CommandArguments command = new CommandArguments((ProtocolCommand) () -> name);
        for (int i = 1; i < words.length; i++) {
            command.add(words[i]);
        }
        return command(command);
    }

    CommandBuffer command(CommandArguments command) {
        Protocol.sendCommand(out, command);
        return this;
    }

    /** What has gathered is given up. */
    void clear() {
        bytes = new Bytes();
        out = new RedisOutputStream(bytes);
    }

    /** Whatever comes of it, what has gathered is not sent a second time. */
    void sendTo(OutputStream target) throws IOException {
        out.flush();
        byte[] array = bytes.array();
        int length = bytes.size();
        if (length > KEPT) {
            clear();
        } else {
            bytes.reset();
        }
        target.write(array, 0, length);
    }
}
