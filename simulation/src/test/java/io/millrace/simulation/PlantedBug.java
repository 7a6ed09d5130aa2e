// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.simulation;

/** A mistake in the session or the ring, as a change of its text. The text must be there once, or the test says so. */
enum PlantedBug {
    RESUME_ONE_FRAME_LATE("OutboundStream", "        sent = from;\n", "        sent = from + 32;\n"),
    NO_GAP_RULE("FrameWalk", "if (position > stream.received()) {", "if (position < 0) {"),
    STALE_GENERATION_ACCEPTED("Greeting", "welcome.attempt() != attempt", "welcome.attempt() < 0"),
    STALE_EPOCH_ACCEPTED("StreamAnswers", "if (epoch != stream.stream().epoch()) {", "if (epoch < 0) {"),
    PING_WITHOUT_HIGHEST_POSITION(
            "ControlQueue", "stream.stream().streamId(), stream.sent());", "stream.stream().streamId(), 0);"),
    LIMIT_GOES_BACK(
            "InboundStream", "return copied() + window;", "return copied() + (hasParked() ? window / 2 : window);"),
    GATE_MOVED_ON_RECEIVED(
            "StreamAnswers", "if (stream.acknowledge(processed)) {", "if (stream.acknowledge(received)) {"),
    REPEATS_NOT_DROPPED("FrameWalk", "if (position < stream.received()) {", "if (position < 0) {"),
    REDELIVERY_NOT_MARKED("MessageView", "? position() < redeliveredBelow :", "? false :"),
    CLOSE_COMPLETE_BEFORE_PROCESSED("InboundStream", "|| processed() < closedAt) {", "|| received < closedAt) {"),
    GAP_OF_A_LOST_RING_NOT_ANNOUNCED(
            "PeerStreams", "known.epoch() != open.epoch()) {", "known.epoch() == open.epoch()) {"),
    BEGUN_FRAME_NOT_FINISHED("Transmitter", "OutboundStream unfinished = begun;", "OutboundStream unfinished = null;"),
    CLOSE_NOT_SAID_ANEW("OutboundStream", "    void relink() {\n        closeSent = false;", "    void relink() {\n"),
    SENT_BEYOND_THE_LIMIT("OutboundStream", "long end = counts.endOfRun(from, limit);", "long end = Long.MAX_VALUE;"),
    UNHEARD_WELCOME_NOT_REPEATED(
            "SessionLinks", "greeting.answer(unheardOutcome, attempt,", "greeting.answer(outcome, attempt,"),
    GATE_ONE_SLOT_AHEAD("FrameRing", "gate.set((position >>> SLOT_SHIFT) - 1);", "gate.set(position >>> SLOT_SHIFT);"),
    // Fragments.
    NO_ROOM_FOR_MORE_THAN_A_WINDOW(
            "Delivery", "return assembly.isEmpty() ? processed : assembledTo;", "return processed;"),
    HALF_A_MESSAGE_KEPT_OVER_A_GAP(
            "Delivery", "        assembly.clear();\n        processed = to;", "        processed = to;"),
    HALF_A_MESSAGE_LEFT_TO_THE_NEXT_HANDLER(
            "Delivery", "        assembly.reset();\n        settled();", "        settled();"),
    // Slow consumers.
    DETACHED_WAITS_FOR_THE_REST_OF_A_MESSAGE("GivenUp", "return sent.wholeTo(cutAt);", "return cutAt;"),
    DETACHED_IS_SENT_MORE("OutboundStream", "flowing = answered && !givenUp.isDetached()", "flowing = answered"),
    NO_GAP_FOR_WHAT_WAS_SKIPPED("OutboundStream", "if (answered && to > sentEnd()) {", "if (to < 0) {"),
    BEGUN_FRAME_OVERWRITTEN("BegunFrame", "if (rest > 0 && aside == null && ring != null) {", "if (rest < 0) {", 6_200),
    // Rings of their own.
    COPIED_TAKEN_FOR_PROCESSED(
            "InboundStream",
            "return to == null ? delivery.settledTo() : to.processed();",
            "return to == null ? delivery.settledTo() : received;"),
    GAP_OVERTAKES_ITS_OWN_RING("FrameLane", "if (gap != null && gap.from() == next) {", "if (gap != null) {"),
    // Replies, and other streams that begin while a session is up.
    LATER_STREAM_NOT_OPENED("StreamAnswers", "        if (phase.isUp()) {", "        if (phase.isGreeting()) {"),
    REPLIES_GO_NOWHERE(
            "PeerStreams",
            "() -> host.reply(session);",
            "() -> host.reply(new Session(session.id(), settings, host));"),
    // Goodbyes.
    HALF_A_GOODBYE("SessionPhase", "if (byeSent && byeReceived) {", "if (byeSent || byeReceived) {"),
    GOODBYE_BEFORE_ALL_IS_DELIVERED("Goodbyes", "            if (!host.isDraining()) {", "            if (true) {"),
    RESTART_TAKEN_FOR_THE_END("Goodbyes", "if (status == ByeFrame.END) {", "if (status != ByeFrame.PROTOCOL) {");

    final String file;
    final String text;
    final String mistake;

    /** Where the search begins, so that it is short; it goes round all seeds. */
    final long from;

    PlantedBug(String file, String text, String mistake) {
        this(file, text, mistake, 0);
    }

    PlantedBug(String file, String text, String mistake, long from) {
        this.from = from;
        this.file = file;
        this.text = text;
        this.mistake = mistake;
    }
}
