// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.torture.Entry.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountFileTest {
    @TempDir
    private Path folder;

    @Test
    void messagesThatFollowEachOtherAreOneEntry() throws IOException {
        Path file = folder.resolve("account");
        AccountFile account = AccountFile.create(file);
        for (long counter = 0; counter < 1_000_000; counter++) {
            account.message(Kind.HANDLED, 5, counter, counter < 10);
        }
        account.mark(Kind.GAP, 0, -1, -1);
        account.message(Kind.HANDLED, 5, 1_000_000, false);
        account.message(Kind.HANDLED, 5, 1_000_002, false);
        account.message(Kind.HANDLED, 6, 0, false);
        assertThat(AccountFile.messages(file)).isEqualTo(1_000_003);
        assertThat(AccountFile.entries(file))
                .containsExactly(
                        Entry.redelivered(5, 0, 10),
                        Entry.handled(5, 10, 1_000_000),
                        Entry.gap(),
                        Entry.handled(5, 1_000_000, 1_000_001),
                        Entry.handled(5, 1_000_002, 1_000_003),
                        Entry.handled(6, 0, 1));
    }

    @Test
    void oneThatIsFullSaysSo() throws IOException {
        Path file = folder.resolve("account");
        AccountFile account = AccountFile.create(file);
        for (int i = 0; i < 200_000; i++) {
            account.mark(Kind.GAP, 0, i, i);
        }
        List<Entry> entries = AccountFile.entries(file);
        assertThat(entries.get(entries.size() - 1).kind()).isEqualTo(Kind.FULL);
        assertThat(entries.stream().filter(entry -> entry.kind() == Kind.FULL)).hasSize(1);
    }
}
