// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.spi.uri.EndpointUri;
import java.util.List;

/**
 * Which host of a URI is dialled next. Each attempt takes the next one; after a link that worked the first attempt goes to
 * the same host again, since the session is known there and nowhere else. Names are looked up at each attempt by the
 * transport. I/O agent's thread.
 */
final class HostList {

    private final List<EndpointUri> hosts;
    private int next;
    private int dialled;

    HostList(EndpointUri uri) {
        hosts = uri.eachHost();
    }

    EndpointUri next() {
        dialled = next;
        next = (next + 1) % hosts.size();
        return hosts.get(dialled);
    }

    /** The last attempt led to a link that worked. */
    void worked() {
        next = dialled;
    }

    /** Names the host of the last attempt for an event; empty if there is no choice. */
    String dialled() {
        return hosts.size() < 2 ? "" : "host " + hosts.get(dialled).address();
    }
}
