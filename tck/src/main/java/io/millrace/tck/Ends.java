// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import static io.millrace.tck.LinkBench.require;

import io.millrace.Endpoint;

/** What most rules over runtimes begin with: a party that listens, and one that connects to it. */
record Ends(Scene scene, Party server, Party client, Endpoint listening, Endpoint connecting) {

    /** A line of messages to the listening end. */
    Line there(String stream) {
        return scene.line(stream).to(listening).from(connecting);
    }

    Line there() {
        return there("there");
    }

    /** A line of messages to the connecting end. */
    Line back(String stream) {
        return scene.line(stream).to(connecting).from(listening);
    }

    Line back() {
        return back("back");
    }

    void untilUp() {
        scene.untilUp(connecting);
    }

    /** How many links were lost, or attempts failed. */
    long troubles() {
        return client.troubles() + server.troubles();
    }

    void requireNoTroubles() {
        require(troubles() == 0, "a link was lost: " + client.events() + server.events());
    }
}
