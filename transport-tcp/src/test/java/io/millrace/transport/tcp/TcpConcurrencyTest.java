// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.error.LinkException;
import io.millrace.spi.FrameLink;
import io.millrace.spi.LinkAcceptor;
import io.millrace.tck.Crank;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A publisher's thread writes while the I/O agent polls the same link. */
class TcpConcurrencyTest {
    private Crank crank;
    private FrameLink client;
    private FrameLink server;

    @BeforeEach
    void start() throws IOException {
        crank = new Crank(new TcpTransportProvider());
        LinkAcceptor acceptor = crank.listen("tcp://127.0.0.1:0");
        client = crank.connect(acceptor.boundUri().toString());
        server = crank.accept(acceptor);
    }

    @AfterEach
    void stop() throws IOException {
        crank.close();
    }

    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "publisher").start();
        return task;
    }

    @Test
    void bothDirectionsAtOnce() throws Exception {
        long frames = 20_000;
        FutureTask<Long> publisher = start(() -> send(client, frames));
        Collector sink = new Collector(4096);
        Collector echoes = new Collector(4096);
        AtomicLong echoed = new AtomicLong();
        crank.until(() -> {
            server.poll(sink);
            client.poll(echoes);
            while (echoed.get() < sink.frames()) {
                ByteBuffer frame = Collector.frame(echoed.getAndIncrement(), 64);
                while (frame.hasRemaining()) {
                    server.write(frame);
                    client.poll(echoes);
                }
            }
            return echoes.frames() == frames;
        });
        assertThat(publisher.get()).isEqualTo(frames);
    }

    private static long send(FrameLink link, long frames) {
        for (long n = 0; n < frames; n++) {
            ByteBuffer frame = Collector.frame(n, 12 + (int) (n % 1000));
            while (frame.hasRemaining()) {
                if (link.write(frame) == 0) {
                    Thread.onSpinWait();
                }
            }
        }
        return frames;
    }

    @RepeatedTest(20)
    void closeEndsAWriterInAnotherThread() throws IOException, InterruptedException, TimeoutException {
        FutureTask<Long> publisher = start(() -> send(client, Long.MAX_VALUE));
        crank.until(() -> server.poll((buffer, offset, length) -> length) > 0);

        client.close();

        try {
            publisher.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(LinkException.class).hasMessageContaining("closed on this side");
        }
    }
}
