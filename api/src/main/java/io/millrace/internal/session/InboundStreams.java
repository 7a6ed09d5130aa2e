// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The peer's streams: their cursors by name, which outlive links, and by the number that they have on the present link.
 * I/O agent's thread.
 */
final class InboundStreams {

    /** What the objects of one stream come to. */
    private static final int OBJECT_BYTES = 1024;

    private final Map<String, InboundStream> byName = new HashMap<>();
    private final Set<InboundStream> open = new HashSet<>();

    /** The streams of which there may be something to say or to hand up; nobody asks thousands of idle ones. */
    private final List<InboundStream> lively = new ArrayList<>();

    private @Nullable InboundStream[] byId = new InboundStream[16];

    /** Those whose publisher has begun anew and has not announced them again. */
    private final Set<String> orphaned = new HashSet<>(0);

    private @Nullable InboundStream current;

    /** The stream of the last frame. */
    @Nullable InboundStream current() {
        return current;
    }

    void current(InboundStream stream) {
        current = stream;
        touch(stream);
    }

    /** Something has come for a stream, or happened to it. */
    void touch(InboundStream stream) {
        if (stream.becomes(true)) {
            lively.add(stream);
        }
    }

    private void forget(InboundStream stream) {
        if (stream.becomes(false)) {
            lively.remove(stream);
        }
    }

    /** The streams that were touched and are not at rest again. */
    List<InboundStream> lively() {
        return lively;
    }

    /** Leaves those alone that are at rest, but for the one whose messages come at the moment. */
    void settle() {
        int kept = 0;
        for (int i = 0; i < lively.size(); i++) {
            InboundStream stream = lively.get(i);
            if (stream == current || !stream.isAtRest()) {
                lively.set(kept++, stream);
            } else {
                stream.becomes(false);
            }
        }
        for (int i = lively.size() - 1; i >= kept; i--) {
            lively.remove(i);
        }
    }

    @Nullable InboundStream named(String name) {
        return byName.get(name);
    }

    @Nullable InboundStream byId(int streamId) {
        return streamId < byId.length ? byId[streamId] : null;
    }

    /** True if it was announced on the present link. */
    boolean isOpen(InboundStream stream) {
        return byId(stream.streamId()) == stream && open.contains(stream);
    }

    /** True if the peer sends frames with checksums on any stream: it thinks that the link may change bytes. */
    boolean hasChecksums() {
        for (InboundStream stream : byName.values()) {
            if (stream.isChecksummed()) {
                return true;
            }
        }
        return false;
    }

    boolean hasParked() {
        for (int i = 0; i < lively.size(); i++) {
            if (lively.get(i).hasParked()) {
                return true;
            }
        }
        return false;
    }

    /** True if something waits that is to be handed up soon. */
    boolean isRetriedSoon() {
        for (int i = 0; i < lively.size(); i++) {
            if (lively.get(i).isRetriedSoon()) {
                return true;
            }
        }
        return false;
    }

    /** What was put in lanes is to be handed up. */
    void wakeConsumers() {
        for (int i = 0; i < lively.size(); i++) {
            lively.get(i).wakeConsumer();
        }
    }

    /** True if a subscription's own thread has done something that the peer has not been told. */
    boolean hasLaneNews() {
        for (int i = 0; i < lively.size(); i++) {
            InboundStream stream = lively.get(i);
            if (stream.hasLaneNews() && isOpen(stream)) {
                return true;
            }
        }
        return false;
    }

    /** The session is over, and none takes its place. */
    void end() {
        for (InboundStream stream : byName.values()) {
            stream.end();
        }
    }

    /** The peer announced a stream on the present link. */
    void open(InboundStream stream, int streamId, @Nullable Subscriber subscriber) {
        stream.opened(streamId, subscriber);
        orphaned.remove(stream.name());
        InboundStream before = byName.put(stream.name(), stream);
        if (before != null && before != stream) {
            before.end();
            forget(before);
        }
        if (streamId >= byId.length) {
            byId = Arrays.copyOf(byId, Math.max(streamId + 1, byId.length * 2));
        }
        byId[streamId] = stream;
        open.add(stream);
        touch(stream);
        current = null;
    }

    /** How many are remembered. */
    int size() {
        return byName.size();
    }

    /** Forgets those that have ended, and whose publisher was told so. */
    void forgetEnded() {
        byName.values().removeIf(stream -> {
            if (!stream.isEnded() || !stream.isAtRest()) {
                return false;
            }
            stream.end();
            forget(stream);
            open.remove(stream);
            if (byId(stream.streamId()) == stream) {
                byId[stream.streamId()] = null;
            }
            return true;
        });
        current = null;
    }

    /** Memory that is kept for them in bytes, roughly. */
    long heldBytes() {
        long bytes = 0;
        for (InboundStream stream : byName.values()) {
            bytes += OBJECT_BYTES + stream.heldBytes();
        }
        return bytes;
    }

    /** The handler has gone. */
    void leave(InboundStream stream) {
        stream.leave();
        current = null;
    }

    /** There is no link any more: the numbers are void, the cursors stay. */
    void unlink() {
        Arrays.fill(byId, null);
        open.clear();
        current = null;
    }

    /** After the end of the announcements: the streams that the peer no longer has; they are forgotten. */
    List<InboundStream> notReopened() {
        List<InboundStream> gone = new ArrayList<>();
        byName.values().removeIf(stream -> {
            if (open.contains(stream)) {
                return false;
            }
            stream.end();
            gone.add(stream);
            forget(stream);
            return true;
        });
        return gone;
    }

    /** True if its publisher has begun anew since it announced the stream, and nobody has announced one of the name since. */
    boolean isOrphaned(InboundStream stream) {
        return orphaned.contains(stream.name());
    }

    /** The peer is not who announced them, or remembers nothing of it: what it does not announce again it does not hold. */
    void orphan() {
        orphaned.addAll(byName.keySet());
    }

    /** The cursors of a session whose place this one takes. */
    void inherit(InboundStreams predecessor) {
        byName.putAll(predecessor.byName);
        orphan();
        for (InboundStream stream : predecessor.byName.values()) {
            stream.becomes(false);
            touch(stream);
        }
        predecessor.byName.clear();
        predecessor.lively.clear();
    }
}
