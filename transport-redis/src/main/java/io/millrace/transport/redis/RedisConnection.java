// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.redis;

import io.millrace.error.MillraceException;
import io.millrace.spi.uri.EndpointUri.HostPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection to one server, logged in. Commands are written and answers read one by one, or both by {@link #ask}. One thread
 * writes and one reads; {@link #close} is for any thread, and ends both. The protocol is that of Jedis; the socket is our own, so
 * that nothing is connected, waited for or sent again but by us.
 */
final class RedisConnection implements AutoCloseable {

    private final RedisSettings settings;
    private final HostPort server;
    private final Socket carrier;
    private final OutputStream out;
    private final AnswerReader reader;
    private final CommandBuffer writer = new CommandBuffer();
    private final String description;
    private volatile boolean closed;
    private long id;

    private RedisConnection(RedisSettings settings, HostPort server, Socket carrier, Socket socket) throws IOException {
        this.settings = settings;
        this.server = server;
        this.carrier = carrier;
        this.out = socket.getOutputStream();
        this.reader = new AnswerReader(
                socket, socket.getInputStream(), settings.terms().connectNs());
        this.description = socket.getLocalSocketAddress() + " → " + server;
    }

    /** Connects and logs in. */
    static RedisConnection open(HostPort server, RedisSettings settings, boolean toSentinel) {
        Socket plain = new Socket();
        RedisConnection opened = null;
        try {
            InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
            if (address.isUnresolved()) {
                throw new UnknownHostException("the name does not resolve");
            }
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.connect(address, (int) Math.max(1, settings.terms().connectNs() / 1_000_000));
            plain.setSoTimeout((int) Math.max(1, settings.terms().connectNs() / 1_000_000));
            TlsTrust tls = settings.tls();
            opened = new RedisConnection(
                    settings, server, plain, tls == null ? plain : tls.over(plain, server.host(), server.port()));
            opened.logIn(toSentinel);
            return opened;
        } catch (IOException e) {
            quietly(plain);
            throw RedisErrors.connecting(server.toString(), e);
        } catch (RuntimeException e) {
            quietly(plain);
            throw e;
        }
    }

    private void logIn(boolean toSentinel) {
        String password = toSentinel ? settings.readSentinelPassword() : settings.readPassword();
        if (!password.isEmpty()) {
            if (toSentinel || settings.user().isEmpty()) {
                ask("AUTH", password);
            } else {
                ask("AUTH", settings.user(), password);
            }
        }
        if (toSentinel) {
            return;
        }
        if (settings.database() != 0) {
            ask("SELECT", Integer.toString(settings.database()));
        }
        String name = settings.terms().identity().replaceAll("[^!-~]", "_");
        ask("CLIENT", "SETNAME", "millrace:" + name);
        id = ask("CLIENT", "ID") instanceof Long number ? number : 0;
        reader.patience(settings.terms().deadAfterNs());
    }

    CommandBuffer writer() {
        return writer;
    }

    AnswerReader reader() {
        return reader;
    }

    HostPort server() {
        return server;
    }

    /** The number by which the server knows it. */
    long id() {
        return id;
    }

    String description() {
        return description;
    }

    boolean isClosed() {
        return closed;
    }

    /** Sends what was written. */
    void send() throws IOException {
        writer.sendTo(out);
    }

    /** Sends what another writer holds. */
    void send(CommandBuffer other) throws IOException {
        other.sendTo(out);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws MillraceException if it is an error, or the connection is lost
     */
    @Nullable Object ask(String... words) {
        Object answer = tryAsk(words);
        if (answer instanceof JedisDataException failure) {
            throw RedisErrors.answered(what(words), server.toString(), Replies.text(failure));
        }
        return answer;
    }

    /** The same, but an answer may be a {@link JedisDataException}. */
    @Nullable Object tryAsk(String... words) {
        try {
            writer.command((Object[]) words);
            send();
            return reader.answer();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** The same of an answer that is a list. */
    List<?> askList(String... words) {
        Object answer = ask(words);
        if (answer instanceof List<?> list) {
            return list;
        }
        throw RedisErrors.strange(what(words), server.toString(), Replies.text(answer));
    }

    private static String what(String... words) {
        return words[0].equals("AUTH") || words.length == 1 ? words[0] : words[0] + " " + words[1];
    }

    MillraceException lost(IOException cause) {
        if (cause instanceof AnsweredException answer) {
            return RedisErrors.answered("a command", server.toString(), answer.text());
        }
        return RedisErrors.lost(server.toString(), cause);
    }

    @Override
    public void close() {
        closed = true;
        // Below TLS, whose farewell would wait for whoever is writing
        quietly(carrier);
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is given up anyway
            System.getLogger("io.millrace").log(System.Logger.Level.DEBUG, "closing a socket", e);
        }
    }
}
