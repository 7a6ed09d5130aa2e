// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.cli.aeron.DriverFolder;
import io.millrace.test.fault.ReservedPort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All actors of a run, and the addresses at which they meet. Close it to be sure that none is left. */
final class Cast implements AutoCloseable {
    // Short times, so that thirty seconds show what otherwise takes minutes.
    private static final String OPTIONS = "&checksum=crc32c&require-checksum=true&heartbeat=250ms&dead-after=1500ms"
            + "&backoff-cap=500ms&session-timeout=2m&drain-timeout=5s";

    private final Map<String, Actor> actors = new LinkedHashMap<>();
    private final List<ReservedPort> ports = new ArrayList<>();
    private final Plan plan;
    private final Path folder;

    /** Of media drivers: the accounts' folder may be on a disk. */
    private final @Nullable DriverFolder drivers;

    Cast(Plan plan, Path folder) throws IOException {
        this.plan = plan;
        this.folder = folder;
        this.drivers = plan.isAeron() ? DriverFolder.create("millrace-torture-") : null;
        for (Lane lane : plan.lanes()) {
            hire(lane);
        }
    }

    private void hire(Lane lane) throws IOException {
        String real = address(lane.name(), "real");
        String proxied = plan.isAeron() ? real : address(lane.name(), "proxied");
        add(
                lane.between(),
                life -> plan.isAeron()
                        ? List.of("torture-driver", "--dir", driverOf(lane.name()))
                        : List.of(
                                "torture-proxy",
                                "--listen",
                                proxied,
                                "--target",
                                real,
                                "--seed",
                                Long.toString(plan.seed() + life)));
        String streams = StreamPlan.text(lane.streams());
        boolean listens = lane.publisherListens();
        add(lane.publisher(), life -> child(
                        "torture-publisher", lane.publisher(), life, listens, listens ? real : proxied)
                .with("--streams", streams, "--peers", Integer.toString(lane.subscribers())));
        for (String subscriber : lane.subscriberNames()) {
            add(subscriber, life -> child("torture-subscriber", subscriber, life, !listens, listens ? proxied : real)
                    .with("--streams", streams));
        }
    }

    private void add(String name, java.util.function.IntFunction<List<String>> arguments) {
        actors.put(name, new Actor(name, folder, arguments));
    }

    private Arguments child(String command, String actor, int life, boolean listens, String uri) {
        List<String> words = new ArrayList<>(List.of(command, "--actor", actor, "--life", Integer.toString(life)));
        words.addAll(List.of(
                "--folder",
                folder.toString(),
                "--uri",
                uri + (plan.isAeron() ? "&" : "?") + "name=" + actor + OPTIONS));
        if (listens) {
            words.add("--listen");
        }
        return new Arguments(words);
    }

    private record Arguments(List<String> words) {
        List<String> with(String... more) {
            words.addAll(List.of(more));
            return words;
        }
    }

    private String address(String lane, String name) throws IOException {
        return switch (plan.transport()) {
            case "uds" -> "uds://" + folder.resolve(lane + "-" + name + ".sock");
            case "aeron" -> "aeron:ipc#aeron.dir=" + driverOf(lane);
            case "aeron-udp" -> "aeron:udp?endpoint=127.0.0.1:" + port() + "#aeron.dir=" + driverOf(lane);
            default -> plan.transport() + "://127.0.0.1:" + port();
        };
    }

    private int port() throws IOException {
        ReservedPort port = ReservedPort.any();
        ports.add(port);
        return port.port();
    }

    private String driverOf(String lane) {
        return (drivers == null ? folder : drivers.path()).resolve(lane).toString();
    }

    Actor actor(String name) {
        Actor actor = actors.get(name);
        if (actor == null) {
            throw new IllegalArgumentException("no actor " + name + " in " + actors.keySet());
        }
        return actor;
    }

    Collection<Actor> all() {
        return actors.values();
    }

    /** Everybody's first life. */
    void start() {
        all().forEach(Actor::start);
        all().forEach(Actor::awaitReady);
    }

    @Override
    public void close() throws IOException {
        all().forEach(Actor::close);
        for (ReservedPort port : ports) {
            port.close();
        }
        if (drivers != null) {
            drivers.close();
        }
    }
}
