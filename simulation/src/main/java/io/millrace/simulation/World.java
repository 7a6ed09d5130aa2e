// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that one seed has made: the clock, the processes, the links, the rings and their accounts. */
final class World {

    /** Streams of the application have the numbers below it. */
    static final int FIRST_REPLY_ID = 3;

    static final int STREAM_IDS = 16;
    private static final int KEPT_NOTES = 1000;

    // One each, as making them is dear and says nothing more.
    private final LinkException endOfLink =
            new LinkException(ErrorCode.LINK_EOF, "the link has ended", "it is dialled again");
    private final LinkException brokenLink =
            new LinkException(ErrorCode.LINK_RESET, "the link is broken", "it is dialled again");

    private final Plan plan;
    private final Dice dice;
    private final Archive archive;
    private final @Nullable List<String> notes;
    private final List<Life> lives = new ArrayList<>();
    private final List<Cable> cables = new ArrayList<>();
    private final List<Dialler> zombies = new ArrayList<>(0);
    private final Dialler[] diallers;
    private Listener listener;

    /** Below zero, as a monotonic clock may be. */
    private long nowNs = -2_000 * Plan.MS;

    private int cableCount;
    private int processes;
    private boolean faulty = true;
    private long messages;

    World(long seed, boolean traced) {
        dice = new Dice(seed);
        plan = new Plan(dice);
        archive = new Archive(dice, plan.inject > 0);
        notes = traced ? new ArrayList<>() : null;
        listener = new Listener(this);
        publishAll(listener);
        diallers = new Dialler[plan.diallers];
        for (int i = 0; i < diallers.length; i++) {
            diallers[i] = new Dialler(this, i, processes++ / diallers.length);
            publishAll(diallers[i]);
        }
        if (!plan.lateHandlers) {
            subscribeAll();
        }
    }

    private static void publishAll(Node node) {
        boolean there = node instanceof Listener;
        node.publish(there ? "down" : "up", 1);
        node.publish(there ? "side" : "log", 2);
    }

    private static void subscribeAll(Node node) {
        boolean there = node instanceof Listener;
        node.subscribe(there ? "up" : "down");
        node.subscribe(there ? "log" : "side");
        node.subscribe(Replies.STREAM);
    }

    void subscribeAll() {
        subscribeAll(listener);
        for (Dialler dialler : diallers) {
            subscribeAll(dialler);
        }
    }

    void publishAll() {
        if (!listener.isLeaving()) {
            publishAll(listener);
        }
        for (Dialler dialler : diallers) {
            if (!dialler.isLeaving()) {
                publishAll(dialler);
            }
        }
    }

    // ---- what everything asks for ----

    Plan plan() {
        return plan;
    }

    Dice dice() {
        return dice;
    }

    Archive archive() {
        return archive;
    }

    long nowNs() {
        return nowNs;
    }

    void pass(long ns) {
        nowNs += ns;
    }

    /** False once everything is to come to rest. */
    boolean isFaulty() {
        return faulty;
    }

    void endOfFaults() {
        faulty = false;
    }

    /** Messages handled so far. */
    long messages() {
        return messages;
    }

    // ---- rings ----

    Life newLife(Node owner, String name, int streamId, int kind) {
        Life life = new Life(this, owner, name, streamId, lives.size() + 1, kind);
        lives.add(life);
        return life;
    }

    @Nullable Life life(long epoch) {
        return epoch > 0 && epoch <= lives.size() ? lives.get((int) epoch - 1) : null;
    }

    List<Life> lives() {
        return lives;
    }

    void accepted(Life life) {
        if (isTraced()) {
            note(life + " has " + life.count() + " messages, up to " + life.publishedEnd());
        }
    }

    void handled(Feed feed, int number) {
        messages++;
        if (isTraced()) {
            note(feed + ": " + number + " of " + feed.life());
        }
    }

    // ---- processes ----

    Listener listener() {
        return listener;
    }

    Dialler[] diallers() {
        return diallers;
    }

    /** Processes whose identity another one has now, and that do not know it yet. */
    List<Dialler> zombies() {
        return zombies;
    }

    void crashListener() {
        note("the listener crashes");
        listener.crash();
        anotherListener();
    }

    /** After one that has crashed, or closed its endpoint. */
    void anotherListener() {
        listener = new Listener(this);
        publishAll(listener);
        subscribeAll(listener);
    }

    void crashDialler(int index) {
        note("dialler " + index + " crashes");
        diallers[index].crash();
        restart(index);
    }

    /** Another process of the same name, while the first still lives. */
    void twin(int index) {
        note("a twin of dialler " + index + " starts");
        zombies.add(diallers[index]);
        restart(index);
    }

    void restart(int index) {
        Dialler fresh = new Dialler(this, index, ++processes);
        diallers[index] = fresh;
        publishAll(fresh);
        subscribeAll(fresh);
    }

    // ---- links ----

    @Nullable Cable connect(Dialler dialler) {
        if (!listener.isListening()) {
            return null;
        }
        Cable cable = new Cable(this, ++cableCount, dialler, listener);
        cables.removeIf(Cable::isGone);
        cables.add(cable);
        listener.arrived(cable);
        if (isTraced()) {
            note(dialler + " dials " + cable);
        }
        return cable;
    }

    LinkException endOfLink() {
        return endOfLink;
    }

    LinkException brokenLink() {
        return brokenLink;
    }

    List<Cable> cables() {
        return cables;
    }

    @Nullable Cable anyCable() {
        return cables.isEmpty() ? null : cables.get(dice.below(cables.size()));
    }

    // ---- the readable schedule ----

    boolean isTraced() {
        return notes != null;
    }

    void note(String what) {
        if (notes != null) {
            notes.add(String.format("%9.3f ms  %s", nowNs / 1e6 + 2_000, what));
            if (notes.size() > KEPT_NOTES) {
                // The beginning and the end say most.
                notes.remove(KEPT_NOTES / 2);
            }
        }
    }

    /** Composed only if somebody is going to read it. */
    void note(Object who, String what, @Nullable Object whom, Object why) {
        if (notes != null) {
            note(who + what + (whom == null ? "" : whom + ": ") + why);
        }
    }

    List<String> notes() {
        return notes == null ? List.of() : notes;
    }
}
