// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.log;

import java.util.List;

/**
 * What a broker said when it was connected to.
 *
 * @param description the connection for events: {@code redis 7.0.15 at 127.0.0.1:6379}
 * @param durability in one line, what of an acknowledged message survives which failure
 * @param warnings what a person should know of, one sentence each; empty if there is nothing
 */
public record BrokerReport(String description, String durability, List<String> warnings) {

    /** Copies the list. */
    public BrokerReport {
        warnings = List.copyOf(warnings);
    }
}
