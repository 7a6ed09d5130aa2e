// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import static io.millrace.cli.torture.Entry.gap;
import static io.millrace.cli.torture.Entry.handled;
import static io.millrace.cli.torture.Entry.redelivered;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.torture.Entry.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker gets doctored accounts, and must find what was done to them, and nothing else. */
class CheckerTest {
    private static final long RUN = 7;
    private static final long NEXT_RUN = 8;

    private static Life killed(int number, long run, long accepted) {
        return new Life("pub", number, List.of(new Entry(Kind.ACCEPTED, run, 0, accepted, false)));
    }

    private static Life ended(int number, long run, long accepted) {
        return new Life(
                "pub",
                number,
                List.of(new Entry(Kind.ACCEPTED, run, 0, accepted, false), new Entry(Kind.CLEAN, 0, 0, 0, false)));
    }

    private static Life subscriber(int number, Entry... entries) {
        return new Life("sub", number, List.of(entries));
    }

    private static Tally check(List<Life> publisher, Life... subscriber) {
        return Checker.check("sub stream", publisher, List.of(subscriber));
    }

    private static Tally checkOneRun(Life... subscriber) {
        return check(List.of(ended(1, RUN, 100)), subscriber);
    }

    private static void assertGood(Tally tally) {
        assertThat(tally.isGood()).as(tally + " " + tally.findings()).isTrue();
        assertThat(tally.findings()).isEmpty();
    }

    private static void assertBad(Tally tally) {
        assertThat(tally.isGood()).as(tally.toString()).isFalse();
        assertThat(tally.findings()).isNotEmpty();
    }

    @Test
    void everythingOnceIsGood() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 0, 100)));
        assertGood(tally);
        assertThat(tally.accepted).isEqualTo(100);
        assertThat(tally.handled).isEqualTo(100);
    }

    @Test
    void aLostMessageIsFound() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 0, 41), handled(RUN, 42, 100)));
        assertBad(tally);
        assertThat(tally.unannouncedLost).isEqualTo(1);
        assertThat(tally.findings())
                .containsExactly("sub stream, run 7: messages 41 to 41 missing, and nobody said so");
    }

    @Test
    void aLostTailIsFound() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 0, 97)));
        assertBad(tally);
        assertThat(tally.unannouncedLost).isEqualTo(3);
    }

    @Test
    void nothingAtAllIsAllLost() {
        Tally tally = checkOneRun(subscriber(1));
        assertBad(tally);
        assertThat(tally.unannouncedLost).isEqualTo(100);
    }

    @Test
    void aGapThatWasAnnouncedIsFine() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 0, 41), gap(), handled(RUN, 50, 100)));
        assertGood(tally);
        assertThat(tally.announcedLost).isEqualTo(9);
    }

    @Test
    void aGapThatIsAnnouncedAfterwardsIsNot() {
        assertThat(checkOneRun(subscriber(1, handled(RUN, 0, 41), handled(RUN, 50, 100), gap())).unannouncedLost)
                .isEqualTo(9);
    }

    @Test
    void oneAnnouncementIsGoodForOneGap() {
        Tally tally =
                checkOneRun(subscriber(1, handled(RUN, 0, 10), gap(), handled(RUN, 20, 30), handled(RUN, 40, 100)));
        assertBad(tally);
        assertThat(tally.announcedLost).isEqualTo(10);
        assertThat(tally.unannouncedLost).isEqualTo(10);
    }

    @Test
    void twiceInOneLifeIsFoundMarkedOrNot() {
        for (boolean marked : new boolean[] {false, true}) {
            Tally tally = checkOneRun(subscriber(
                    1, handled(RUN, 0, 50), new Entry(Kind.HANDLED, RUN, 49, 50, marked), handled(RUN, 50, 100)));
            assertBad(tally);
            assertThat(tally.repeatedInOneLife).isEqualTo(1);
            assertThat(tally.unannouncedLost).isZero();
        }
    }

    @Test
    void reorderedOnesAreFoundAndNotTakenForLost() {
        Tally tally = checkOneRun(
                subscriber(1, handled(RUN, 0, 50), handled(RUN, 51, 52), handled(RUN, 50, 51), handled(RUN, 52, 100)));
        assertBad(tally);
        assertThat(tally.reordered).isEqualTo(1);
        assertThat(tally.unannouncedLost).isZero();
        assertThat(tally.repeatedInOneLife).isZero();
    }

    @Test
    void aFlaggedRepeatByASuccessorIsFine() {
        Tally tally = checkOneRun(
                subscriber(1, handled(RUN, 0, 50)), subscriber(2, redelivered(RUN, 40, 60), handled(RUN, 60, 100)));
        assertGood(tally);
        assertThat(tally.repeatedFlagged).isEqualTo(10);
    }

    @Test
    void anUnflaggedRepeatByASuccessorIsFound() {
        Tally tally = checkOneRun(
                subscriber(1, handled(RUN, 0, 50)), subscriber(2, redelivered(RUN, 40, 45), handled(RUN, 45, 100)));
        assertBad(tally);
        assertThat(tally.repeatedFlagged).isEqualTo(5);
        assertThat(tally.repeatedUnflagged).isEqualTo(5);
    }

    @Test
    void whatASuccessorMissesIsFound() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 0, 50)), subscriber(2, redelivered(RUN, 51, 100)));
        assertBad(tally);
        assertThat(tally.unannouncedLost).isEqualTo(1);
    }

    @Test
    void whatAKilledPublisherTookWithItMustBeAnnounced() {
        List<Life> publisher = List.of(killed(1, RUN, 60), ended(2, NEXT_RUN, 10));
        Tally told = check(publisher, subscriber(1, handled(RUN, 0, 50), gap(), handled(NEXT_RUN, 0, 10)));
        assertGood(told);
        assertThat(told.announcedLost).isEqualTo(10);
        Tally untold = check(publisher, subscriber(1, handled(RUN, 0, 50), handled(NEXT_RUN, 0, 10)));
        assertBad(untold);
        assertThat(untold.unannouncedLost).isEqualTo(10);
    }

    @Test
    void aKilledPublishersLastMessageMayBeMissingInItsAccountAndNoMore() {
        List<Life> publisher = List.of(killed(1, RUN, 60), ended(2, NEXT_RUN, 10));
        assertGood(check(publisher, subscriber(1, handled(RUN, 0, 61), handled(NEXT_RUN, 0, 10))));
        Tally tally = check(publisher, subscriber(1, handled(RUN, 0, 62), handled(NEXT_RUN, 0, 10)));
        assertBad(tally);
        assertThat(tally.phantoms).isPositive();
    }

    @Test
    void aFormerPublishersMessagesBehindItsSuccessorsAreFound() {
        Tally tally = check(
                List.of(killed(1, RUN, 60), ended(2, NEXT_RUN, 10)),
                subscriber(1, handled(RUN, 0, 50), gap(), handled(NEXT_RUN, 0, 10), handled(RUN, 50, 60)));
        assertBad(tally);
        assertThat(tally.reordered).isEqualTo(10);
    }

    @Test
    void whatWasPublishedBeforeTheFirstSubscriberIsNotLost() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 30, 100)));
        assertGood(tally);
        assertThat(tally.beforeJoin).isEqualTo(30);
    }

    @Test
    void theBeginningOfANewRunIsMissedUnlessAnnounced() {
        Tally tally = check(
                List.of(killed(1, RUN, 50), ended(2, NEXT_RUN, 10)),
                subscriber(1, handled(RUN, 0, 50), handled(NEXT_RUN, 3, 10)));
        assertBad(tally);
        assertThat(tally.unannouncedLost).isEqualTo(3);
    }

    @Test
    void whatNobodyPublishedIsFound() {
        Tally tally = checkOneRun(subscriber(1, handled(RUN, 0, 100), handled(99, 0, 1)));
        assertBad(tally);
        assertThat(tally.phantoms).isEqualTo(1);
        assertThat(checkOneRun(subscriber(1, handled(RUN, 0, 101))).phantoms).isEqualTo(1);
    }

    @Test
    void alteredMessagesAndFullAccountsAreFound() {
        Tally altered = checkOneRun(
                subscriber(1, handled(RUN, 0, 50), new Entry(Kind.CORRUPT, RUN, 50, 51, false), handled(RUN, 50, 100)));
        assertBad(altered);
        assertThat(altered.corrupt).isEqualTo(1);
        Tally full = checkOneRun(subscriber(1, handled(RUN, 0, 100), new Entry(Kind.FULL, 0, 0, 0, false)));
        assertBad(full);
        assertThat(full.incomplete).isEqualTo(1);
    }
}
