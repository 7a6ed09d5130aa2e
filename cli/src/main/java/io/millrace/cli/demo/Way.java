// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.demo;

import java.io.IOException;
import java.util.List;

/** What lies between the demo's two processes, and is broken again and again. For the command's thread. */
interface Way extends AutoCloseable {

    /** Where the publisher connects to. */
    String uri();

    /** What it is, in a word, and what it does. */
    List<String> introduction();

    /** Plans what is to happen, so many messages into the run. */
    List<Disturbance> arrange(DemoPlan plan, long total);

    /** So many messages were published so far. */
    void progress(long messages);

    @Override
    void close() throws IOException;
}
