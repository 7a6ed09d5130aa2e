// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import io.millrace.cli.CliException;

/** A process that can be looked at. Closed by whoever opened it. */
interface Target extends AutoCloseable {

    /** By the address of its meters, or by the number of a process of this machine and user. */
    static Target of(String uriOrPid) {
        if (uriOrPid.matches("\\d+")) {
            return ProcessTarget.attach(uriOrPid);
        }
        if (!uriOrPid.matches("https?://.+")) {
            throw CliException.usage(
                    uriOrPid + " is neither the number of a process nor an http URI",
                    "name what --metrics has printed, such as http://127.0.0.1:9100, or a pid");
        }
        return new MetersTarget(uriOrPid);
    }

    /** Asks what it is at. */
    Look look();

    @Override
    void close();
}
