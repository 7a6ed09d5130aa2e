// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.faults;

import java.nio.file.Path;

/** What a test runs over; for {@code @EnumSource}. */
enum Carrier {
    TCP,
    UDS;

    /** Where to listen, at a new address each time for a new folder. */
    String listen(Path folder) {
        return this == TCP ? "tcp://127.0.0.1:0" : "uds://" + folder.resolve("s");
    }
}
