// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.ControlledMessageHandler.Action;
import io.millrace.FailurePolicy;
import io.millrace.Message;
import io.millrace.SubscriptionOptions;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.spi.frame.Handshake;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of messages whose handler throws. */
class FailurePolicyTest {

    private static final Duration BACKOFF = Duration.ofMillis(10);

    private final SessionEnd end = new SessionEnd("me");
    private final List<String> attempts = new ArrayList<>();
    private final List<String> letters = new ArrayList<>();

    /** What the handler throws at position 64, one an attempt; then it takes it. */
    private final Deque<Throwable> throwing = new ArrayDeque<>();

    private WirePeer peer;
    private Subscriber subscriber;

    private Action handle(Message message) throws Exception {
        attempts.add("@" + message.position());
        Throwable next = message.position() == 64 ? throwing.poll() : null;
        if (next instanceof Error error) {
            throw error;
        }
        if (next instanceof Exception exception) {
            throw exception;
        }
        return Action.CONTINUE;
    }

    private void subscribed(FailurePolicy policy) {
        SubscriptionOptions options =
                SubscriptionOptions.builder().onFailure(policy).build();
        subscriber = end.host.subscribe("in", options, this::handle);
        end.host.subscribe("other");
        peer = end.dialAndGreet(Handshake.NEW);
        peer.open(WirePeer.open("other", 4, 99, 0, 0, false));
        peer.open("in", 3);
        end.turn();
        peer.take();
    }

    private void send() {
        for (int i = 0; i < 3; i++) {
            peer.data(3, i * 64L, 32);
        }
        peer.data(4, 0, 32);
        end.turn();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            throwing.add(new IllegalStateException("no " + i));
        }
    }

    private FailurePolicy deadLetter() {
        return FailurePolicy.deadLetter((message, cause, count) ->
                letters.add("@" + message.position() + " " + cause.getMessage() + " " + count));
    }

    @Test
    void skipIsTheDefault() {
        assertThat(SubscriptionOptions.defaults().failurePolicy().outcome()).isEqualTo(FailurePolicy.Outcome.SKIP);
        subscribed(FailurePolicy.skip());
        fail(1);
        send();
        assertThat(attempts).containsExactly("@0", "@64", "@128");
        assertThat(end.host.outcomes).containsExactly("in@64 skipped");
        assertThat(subscriber.handled()).isEqualTo(2);
        assertThat(subscriber.failed()).isEqualTo(1);
        assertThat(subscriber.handledBytes()).isEqualTo(192);
    }

    @Test
    void aRetryWaitsAndKeepsTheOrderAndOtherStreamsGoOn() {
        subscribed(FailurePolicy.skip().afterRetries(3, BACKOFF));
        fail(2);
        send();
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64");
        assertThat(end.host.log).contains("other@0");
        end.advance(BACKOFF.toNanos() - 1);
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64");
        end.advance(1);
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64", "@64");
        end.turn();
        end.advance(2 * BACKOFF.toNanos() - 1);
        end.turn();
        assertThat(attempts).as("the second wait is twice as long").hasSize(3);
        end.advance(1);
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64", "@64", "@64", "@128");
        assertThat(subscriber.handled()).isEqualTo(3);
        assertThat(subscriber.retried()).isEqualTo(2);
        assertThat(subscriber.failed()).isZero();
        assertThat(end.host.outcomes).singleElement().asString().contains("skip after 3 retries");
    }

    @Test
    void afterTheLastRetryTheMessageIsSkipped() {
        subscribed(FailurePolicy.skip().afterRetries(2, Duration.ZERO));
        fail(3);
        send();
        end.turn();
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64", "@64", "@64", "@128");
        assertThat(end.host.outcomes).last().isEqualTo("in@64 skipped after 3 attempts");
        assertThat(subscriber.failed()).isEqualTo(1);
    }

    @Test
    void theNextMessageHasAllItsAttempts() {
        subscribed(FailurePolicy.skip().afterRetries(1, Duration.ZERO));
        fail(1);
        send();
        end.turn();
        end.host.outcomes.clear();
        assertThat(subscriber.handled()).isEqualTo(3);
        // The same position again on a stream of its own: the count of the first must not be left.
        throwing.add(new IllegalStateException("again"));
        peer.open(WirePeer.open("in", 3, WirePeer.EPOCH + 1, 0, 0, false));
        send();
        end.turn();
        assertThat(subscriber.failed()).isZero();
        assertThat(subscriber.handled()).isEqualTo(6);
    }

    @Test
    void aLongWaitKeepsNobodyAwake() {
        subscribed(FailurePolicy.skip().afterRetries(1, Duration.ofSeconds(20)));
        fail(1);
        send();
        end.turn();
        assertThat(end.session.hasParked()).isFalse();
        end.advance(Duration.ofSeconds(19).plusMillis(600).toNanos());
        end.turn();
        assertThat(end.session.hasParked()).isTrue();
        end.advance(Duration.ofMillis(400).toNanos());
        end.turn();
        assertThat(attempts).endsWith("@64", "@128");
    }

    @Test
    void deadLettersAreTakenWithCauseAndCount() {
        subscribed(deadLetter().afterRetries(1, Duration.ZERO));
        fail(2);
        send();
        end.turn();
        assertThat(letters).containsExactly("@64 no 1 2");
        assertThat(attempts).containsExactly("@0", "@64", "@64", "@128");
        assertThat(subscriber.deadLettered()).isEqualTo(1);
        assertThat(subscriber.failed()).isZero();
        assertThat(subscriber.handledBytes()).isEqualTo(192);
        assertThat(end.host.outcomes).last().asString().contains("dead-letter handler after 2 attempts");
    }

    @Test
    void aDeadLetterHandlerThatHasNoRoomIsAskedAgainAndTheHandlerIsNot() {
        int[] refusals = {2};
        subscribed(FailurePolicy.deadLetter((message, cause, count) -> {
            if (refusals[0]-- > 0) {
                throw new PublicationException(ErrorCode.BACK_PRESSURED, "full", "wait");
            }
            letters.add("@" + message.position() + " " + count);
        }));
        fail(1);
        send();
        end.turn();
        end.turn();
        assertThat(letters).containsExactly("@64 1");
        assertThat(attempts).containsExactly("@0", "@64", "@128");
        assertThat(subscriber.retried()).isEqualTo(2);
    }

    @Test
    void aDeadLetterHandlerThatThrowsStopsTheSubscription() {
        subscribed(FailurePolicy.deadLetter((message, cause, count) -> {
            throw new IllegalStateException("nor I");
        }));
        fail(1);
        send();
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64");
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(subscriber.stopCause()).hasMessage("nor I");
        assertThat(subscriber.stopCause().getSuppressed()).hasSize(1);
        assertThat(end.host.outcomes).last().isEqualTo("in@64 stopped");
    }

    @Test
    void stopHandsNothingMoreUpAndProcessesNothing() {
        subscribed(FailurePolicy.stop());
        fail(1);
        send();
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64");
        assertThat(subscriber.isClosed()).isTrue();
        assertThat(subscriber.handledBytes()).isEqualTo(64);
        assertThat(end.host.outcomes).containsExactly("in@64 stopped");
        assertThat(end.host.log).contains("other@0");
    }

    @Test
    void aFullRingIsNoFailureAndNoAttempt() {
        subscribed(FailurePolicy.stop().afterRetries(1, Duration.ofHours(0)));
        for (int i = 0; i < 5; i++) {
            throwing.add(new PublicationException(ErrorCode.BACK_PRESSURED, "full", "wait"));
        }
        send();
        for (int i = 0; i < 5; i++) {
            end.turn();
        }
        assertThat(attempts).hasSize(8).endsWith("@64", "@128");
        assertThat(subscriber.retried()).isEqualTo(5);
        assertThat(end.host.outcomes).isEmpty();
    }

    @Test
    void aBrokenProcessIsNoPolicysAffair() {
        subscribed(deadLetter().afterRetries(9, Duration.ZERO));
        throwing.add(new NoClassDefFoundError("gone"));
        send();
        end.turn();
        assertThat(attempts).containsExactly("@0", "@64");
        assertThat(letters).isEmpty();
        assertThat(end.host.outcomes).containsExactly("in@64 broken");
        assertThat(subscriber.isClosed()).isTrue();
    }

    @Test
    void anyOtherThrowableIs() {
        subscribed(deadLetter());
        throwing.add(new AssertionError("odd"));
        send();
        assertThat(letters).containsExactly("@64 odd 1");
    }

    @Test
    void waitsDoubleUpToAMinute() {
        FailurePolicy policy = FailurePolicy.skip().afterRetries(Integer.MAX_VALUE, Duration.ofSeconds(1));
        assertThat(policy.backoffNs(1)).isEqualTo(1_000_000_000L);
        assertThat(policy.backoffNs(2)).isEqualTo(2_000_000_000L);
        assertThat(policy.backoffNs(6)).isEqualTo(32_000_000_000L);
        assertThat(policy.backoffNs(7)).isEqualTo(60_000_000_000L);
        assertThat(policy.backoffNs(Integer.MAX_VALUE)).isEqualTo(60_000_000_000L);
        assertThatIllegalArgumentException().isThrownBy(() -> policy.afterRetries(-1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> policy.afterRetries(1, Duration.ofSeconds(61)));
    }
}
