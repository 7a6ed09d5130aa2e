// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.Endpoint;
import io.millrace.Subscription;
import io.millrace.error.MillraceException;
import io.millrace.internal.session.SimulatedLink;
import io.millrace.supervision.LifecycleEvent;
import io.millrace.supervision.LifecycleEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One random schedule: a listener and a dialler that publish to each other over links that choke, stand still and break,
 * with handlers that refuse, leave and forward, and a dialler that crashes and comes back. Everything follows from the
 * seed. In the end all faults stop, and everything must have arrived.
 */
final class RandomSchedule {

    private static final String OPTIONS =
            "?ring=64k&window=16k&heartbeat=200ms&dead-after=600ms&handshake-timeout=400ms"
                    + "&backoff-base=10ms&backoff-cap=200ms&session-timeout=1h&checksum=";

    private final SplittableRandom random;
    private final SimulatedNetwork network = new SimulatedNetwork();
    private final List<String> wrong = new ArrayList<>();
    private final String options;

    private final NumberedStream down = new NumberedStream();
    private final NumberedStream up = new NumberedStream();
    private final NumberedStream echo = new NumberedStream();
    private final DeliveryCheck downCheck = new DeliveryCheck("down", wrong);
    private final DeliveryCheck upCheck = new DeliveryCheck("up", wrong);
    private final DeliveryCheck echoCheck = new DeliveryCheck("echo", wrong);

    private final SimulatedNode server;
    private final Endpoint listener;
    private SimulatedNode client;
    private Endpoint dialler;
    private Subscription downSubscription;
    private Subscription upSubscription;
    private long nowNs;
    private int serverEvents;
    private int clientEvents;
    private int retryPercent;
    private int crashes;

    RandomSchedule(long seed) {
        random = new SplittableRandom(seed);
        options = OPTIONS + (random.nextBoolean() ? "none" : "crc32c") + "&inline=" + random.nextBoolean();
        server = new SimulatedNode("server", network, () -> nowNs, random.nextLong());
        listener = server.runtime.listen("sim:hub" + options);
        down.publishThrough(listener.publication("down"));
        echo.publishThrough(
                random.nextBoolean() ? listener.publication("echo") : listener.exclusivePublication("echo"));
        subscribeUp();
        startClient();
    }

    private void startClient() {
        client = new SimulatedNode("client", network, () -> nowNs, random.nextLong());
        clientEvents = 0;
        dialler = client.runtime.connect("sim:hub" + options + "&name=client");
        up.publishThrough(random.nextBoolean() ? dialler.publication("up") : dialler.exclusivePublication("up"));
        subscribeDown();
        dialler.subscribeControlled("echo", message -> {
            look();
            return echoCheck.check(message, answer());
        });
    }

    private void subscribeDown() {
        downSubscription = dialler.subscribeControlled("down", message -> {
            look();
            return downCheck.check(message, answer());
        });
    }

    private void subscribeUp() {
        upSubscription = listener.subscribeControlled("up", message -> {
            look();
            Action answer = answer();
            if (answer == Action.CONTINUE && random.nextInt(3) == 0) {
                try {
                    echo.publish(length());
                } catch (MillraceException full) {
                    upCheck.check(message, Action.RETRY);
                    throw full;
                }
            }
            return upCheck.check(message, answer);
        });
    }

    private Action answer() {
        return random.nextInt(100) < retryPercent ? Action.RETRY : Action.CONTINUE;
    }

    private int length() {
        return Long.BYTES + random.nextInt(random.nextInt(8) == 0 ? 4000 : 200);
    }

    /** Notes events before the message that they must come before. */
    private void look() {
        for (; serverEvents < server.events.size(); serverEvents++) {
            LifecycleEvent event = server.events.get(serverEvents);
            if (event.kind() == Kind.GAP) {
                upCheck.gapSeen();
            }
        }
        for (; clientEvents < client.events.size(); clientEvents++) {
            LifecycleEvent event = client.events.get(clientEvents);
            if (event.kind() == Kind.SESSION_RESTARTED) {
                downCheck.restartSeen();
                echoCheck.restartSeen();
            } else if (event.kind() == Kind.GAP) {
                wrong.add("a gap at the client: " + event);
            }
        }
    }

    // ---- the schedule ----

    void run(int steps) {
        try {
            for (int step = 0; step < steps; step++) {
                step();
                require();
            }
            heal();
        } finally {
            server.kill();
            client.kill();
        }
    }

    private void step() {
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> publish(down);
            case 3, 4, 5 -> publish(up);
            case 6 -> chokeOrFree();
            case 7 -> cut();
            case 8 -> retryPercent = random.nextBoolean() ? 0 : random.nextInt(100);
            case 9 -> rarely();
            case 10 -> nowNs += random.nextLong(800_000_000);
            default -> nowNs += random.nextLong(5_000_000);
        }
        server.turn(random.nextInt(4));
        client.turn(random.nextInt(4));
    }

    private void publish(NumberedStream stream) {
        int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 6);
        for (int i = 0; i < count; i++) {
            if (random.nextInt(10) == 0) {
                stream.abort(random.nextInt(300));
            }
            if (!stream.offer(length())) {
                break;
            }
        }
    }

    private void chokeOrFree() {
        if (network.links.isEmpty()) {
            return;
        }
        SimulatedLink.Pair link = network.newest();
        SimulatedLink end = random.nextBoolean() ? link.dialler() : link.listener();
        switch (random.nextInt(5)) {
            case 0 -> end.out().choke(random.nextInt(5000), 1 + random.nextInt(500));
            case 1 -> end.in().readAtMost(1 + random.nextInt(300));
            case 2 -> link.hold(true);
            default -> free(link);
        }
    }

    private static void free(SimulatedLink.Pair link) {
        link.hold(false);
        link.dialler().out().free();
        link.listener().out().free();
    }

    private void cut() {
        if (network.links.isEmpty()) {
            return;
        }
        SimulatedLink.Pair link = network.newest();
        switch (random.nextInt(4)) {
            case 0 -> link.cut();
            case 1 -> link.cutAfterBacklog();
            case 2 -> link.dialler().out().cutAfter(random.nextInt(5000));
            default -> link.listener().out().cutAfter(random.nextInt(5000));
        }
    }

    private void rarely() {
        switch (random.nextInt(6)) {
            case 0, 1 -> crash();
            case 2 -> network.reachable = !network.reachable;
            case 3 -> {
                downSubscription.close();
                client.turn(random.nextInt(3));
                server.turn(random.nextInt(3));
                downCheck.handlerChanged();
                subscribeDown();
            }
            case 4 -> {
                upSubscription.close();
                server.turn(random.nextInt(3));
                client.turn(random.nextInt(3));
                upCheck.handlerChanged();
                subscribeUp();
            }
            default -> nowNs += 3_000_000_000L;
        }
    }

    private void crash() {
        if (crashes++ == 3) {
            return;
        }
        look();
        client.requireNoBlunder();
        client.kill();
        if (!network.links.isEmpty()) {
            network.newest().cut();
        }
        downCheck.subscriberCrashed();
        echoCheck.subscriberCrashed();
        startClient();
        upCheck.publisherCrashed(up.firstOfLife());
    }

    private void require() {
        down.requireAcknowledged(downCheck.highest(), "down");
        echo.requireAcknowledged(echoCheck.highest(), "echo");
        up.requireAcknowledged(upCheck.highest(), "up");
        server.requireNoBlunder();
        client.requireNoBlunder();
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.get(0));
        }
    }

    /** All faults stop; everything must arrive, and be acknowledged. */
    private void heal() {
        network.reachable = true;
        retryPercent = 0;
        network.links.forEach(RandomSchedule::free);
        for (int i = 0; i < 3000 && !isDone(); i++) {
            nowNs += 10_000_000;
            server.turn(2);
            client.turn(2);
            require();
        }
        if (!isDone()) {
            throw new AssertionError("not everything arrived: down " + downCheck.highest() + " of " + down.next()
                    + ", echo " + echoCheck.highest() + " of " + echo.next() + ", up " + upCheck.highest() + " of "
                    + up.next() + ", client " + dialler + ", events "
                    + client.events.subList(Math.max(0, client.events.size() - 8), client.events.size()));
        }
    }

    private boolean isDone() {
        return downCheck.highest() + 1 == down.next()
                && echoCheck.highest() + 1 == echo.next()
                && (upCheck.highest() + 1 == up.next() || up.firstOfLife() == up.next())
                && down.isDrained()
                && echo.isDrained()
                && up.isDrained();
    }
}
