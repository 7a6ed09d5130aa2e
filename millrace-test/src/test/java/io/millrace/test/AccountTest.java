// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The account finds what is wrong; what is right is in {@link MillraceTestTest}. */
@MillraceTest(transport = "mem")
class AccountTest {
    private static void handle(Millrace millrace, Wire wire, Account account, String... texts) {
        Endpoint server = millrace.listen(wire.listenUri());
        server.subscribe("s", account.recording());
        Publication publication = millrace.connect(wire.connectUri()).publication("s");
        for (String text : texts) {
            publication.publish(text);
        }
        publication.drain(Duration.ofSeconds(5));
    }

    @Test
    void findsWhatIsMissing(Millrace millrace, Wire wire, Account account) {
        account.accepted("s", "1");
        account.accepted("s", "2");
        handle(millrace, wire, account, "1");
        assertThatThrownBy(account::assertExactlyOnceInOrder)
                .isInstanceOf(AssertionError.class)
                .hasMessage("1 of stream s lost: '2'; s accepted 2 handled 1");
    }

    @Test
    void findsWhatCameTwice(Millrace millrace, Wire wire, Account account) {
        account.accepted("s", "1");
        handle(millrace, wire, account, "1", "1");
        assertThatThrownBy(account::assertNothingTwice).hasMessageContaining("handled twice: '1'");
        assertThatThrownBy(account::assertRepeatsMarked).hasMessageContaining("without a mark: '1'");
        account.assertNothingLost();
        account.assertInOrder();
    }

    @Test
    void findsWhatCameTooLateOrFromNowhere(Millrace millrace, Wire wire, Account account) {
        account.accepted("s", "1");
        account.accepted("s", "2");
        handle(millrace, wire, account, "2", "1");
        assertThatThrownBy(account::assertInOrder).hasMessageContaining("handled after a later one: '1'");
        account.assertNothingLost();
    }

    @Test
    void findsWhatNobodyPublished(Millrace millrace, Wire wire, Account account) {
        handle(millrace, wire, account, "1");
        assertThatThrownBy(account::assertInOrder).hasMessageContaining("never published: '1'");
    }
}
