// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;
import io.millrace.OfferStatus;
import io.millrace.Publication;
import io.millrace.SubscriptionOptions;
import io.millrace.spi.Guarantee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Messages and back-pressure, over runtimes. */
interface MessageRules {

    @Rule(
            id = "M1",
            says = "Messages arrive in order, whole and once, in both directions; a quiet link is not lost.",
            needs = Guarantee.ORDERED,
            inEveryThreading = true)
    default void m1ArriveInOrderAndOnce(Scene scene) {
        Ends ends = scene.ends();
        Line there = ends.there();
        Line back = ends.back();
        ends.untilUp();
        for (int i = 0; i < 40; i++) {
            there.publish(100, 600);
            back.publish(100, 300);
        }
        scene.untilComplete(there, back);
        Line.requireOnce(there, back);
        ends.requireNoTroubles();
    }

    @Rule(id = "M2", says = "Messages of every size arrive: empty, of one byte, around a frame's edge, in fragments.")
    default void m2CarriesEverySize(Scene scene) {
        Ends ends = scene.ends();
        Line line = ends.there("sizes");
        ends.untilUp();
        int edge = line.publication().maxClaimLength();
        for (int length : new int[] {0, 1, 31, 32, 33, 4063, 4064, 4065, 65_536, edge - 1, edge, edge + 1, 900_000}) {
            scene.until("there is room for " + length + " bytes", () -> line.offer(length) == OfferStatus.ACCEPTED);
        }
        scene.untilComplete(line);
        ends.requireNoTroubles();
    }

    @Rule(
            id = "M3",
            says = "Several threads publish and send at a time; each one's messages stay in order.",
            needs = Guarantee.ORDERED,
            inEveryThreading = true)
    default void m3TakesSeveralPublishers(Scene scene) throws InterruptedException {
        int threads = 3;
        int each = 3000;
        int lone = 10;
        Ends ends = scene.ends();
        AtomicLongArray next = new AtomicLongArray(threads + 1);
        ends.listening().subscribe("crowd", message -> {
            int thread = message.getInt(0);
            if (message.getInt(4) == next.get(thread)) {
                next.incrementAndGet(thread);
            } else {
                next.incrementAndGet(threads);
            }
        });
        Publication crowd = ends.connecting().publication("crowd");
        ends.untilUp();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        List<Thread> publishers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int id = t;
            publishers.add(new Thread(() -> {
                try {
                    ByteBuffer message = ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < each; i++) {
                        message.putInt(0, id).putInt(4, i);
                        crowd.publish(message, 0, 8 + i % 56, scene.kit().patience());
                        if (i >= each - lone) {
                            // Long enough for a burst to be over: what comes next is sent by who publishes it
                            LockSupport.parkNanos(1_000_000);
                        }
                    }
                } catch (RuntimeException | Error e) {
                    thrown.set(e);
                }
            }));
        }
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        require(thrown.get() == null, "a publisher failed: " + thrown.get());
        for (int t = 0; t < threads; t++) {
            int id = t;
            scene.until("all messages of thread " + t + " come", () -> next.get(id) == each);
        }
        require(next.get(threads) == 0, next.get(threads) + " messages were out of order");
        ends.requireNoTroubles();
    }

    @Rule(
            id = "M4",
            says = "A lone message reaches a sleeping peer at once, and needs no heartbeat to get there.",
            inEveryThreading = true)
    default void m4WakesThePeer(Scene scene) {
        // Agents that spin and yield first would be awake for long on a busy machine, and find by themselves what came
        String timings = "heartbeat=20s&dead-after=60s&idle=block";
        Ends ends = scene.ends(timings, timings);
        Line line = ends.there("lone");
        Line back = ends.back("answer");
        ends.untilUp();
        int quick = 0;
        for (int series = 0; series < 3 && quick < 6; series++) {
            // An agent looks a few times a second anyhow: a wake-up that is missing shows in how long it takes
            quick = 0;
            for (int i = 0; i < 8 && quick >= i - 2; i++) {
                Line lone = i % 2 == 0 ? line : back;
                scene.letSleep();
                long startNs = System.nanoTime();
                lone.publish(1, 100);
                scene.untilComplete(lone);
                quick += System.nanoTime() - startNs < 50_000_000 ? 1 : 0;
            }
        }
        require(quick >= 6, "of 8 lone messages " + quick + " came within 50 ms");
    }

    @Rule(id = "M5", says = "What a listening endpoint publishes reaches every peer that subscribes.")
    default void m5ReachesEverySubscriber(Scene scene) {
        Endpoint listening = scene.party("server").listen();
        Line first = scene.line("news");
        List<Line> readers = new ArrayList<>(List.of(first));
        for (int i = 0; i < 3; i++) {
            Endpoint connecting = scene.party("client-" + i).connect(listening);
            Line reader =
                    i == 0 ? first : new Line("news", scene.kit().patience().toNanos());
            reader.to(connecting);
            if (i > 0) {
                readers.add(reader);
            }
            scene.untilUp(connecting);
        }
        scene.until("all are there", () -> listening.sessions() == 3);
        first.from(listening);
        first.publish(500, 400);
        for (Line reader : readers) {
            scene.until("every subscriber has everything", () -> reader.handled() == 500);
        }
    }

    @Rule(
            id = "M6",
            says =
                    "A publisher that is faster than its subscriber is refused, loses nothing, and goes on when there is room.",
            needs = Guarantee.BACK_PRESSURE,
            inEveryThreading = true)
    default void m6HoldsTheFastBack(Scene scene) {
        Ends ends = scene.ends("ring=64k", "ring=64k");
        CountDownLatch goOn = new CountDownLatch(1);
        Line line = scene.line("fast");
        ends.listening()
                .subscribe(
                        "fast", SubscriptionOptions.builder().ownRing(32 << 10).build(), message -> {
                            goOn.await(scene.kit().patience().toMillis(), TimeUnit.MILLISECONDS);
                            line.handle(message);
                        });
        line.from(ends.connecting());
        ends.untilUp();
        try {
            int offers = 0;
            while (line.offer(500) == OfferStatus.ACCEPTED) {
                require(++offers < 10_000, "10000 messages were accepted into a ring of 64 KiB, and none is handled");
            }
            long position = line.publication().position();
            require(position <= 64 << 10, position + " bytes are in a ring of 64 KiB");
        } finally {
            goOn.countDown();
        }
        line.publish(500, 900);
        scene.untilComplete(line);
        ends.requireNoTroubles();
    }

    @Rule(id = "M7", says = "While a handler holds up its runtime another thread tells the peer that this end lives.")
    default void m7TellsThatItLives(Scene scene) {
        Ends ends = scene.ends("heartbeat=60ms&dead-after=5s", "heartbeat=60ms&dead-after=400ms");
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        ends.listening().subscribe("slow", message -> {
            inside.countDown();
            goOn.await(scene.kit().patience().toMillis(), TimeUnit.MILLISECONDS);
        });
        Publication slow = ends.connecting().publication("slow");
        ends.untilUp();
        slow.publish("hold");
        try {
            scene.until("the handler is called", () -> inside.getCount() == 0);
            scene.during(Duration.ofMillis(1200), "the peer keeps its link", () -> ends.troubles() == 0);
        } finally {
            goOn.countDown();
        }
        require(slow.drain(scene.kit().patience()), "the message was not acknowledged");
    }
}
