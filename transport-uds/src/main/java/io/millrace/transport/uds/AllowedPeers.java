// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.transport.uds;

import io.millrace.error.ErrorCode;
import io.millrace.error.LinkException;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.uri.Options;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may be at the other end: the lists of {@code allow-user} and {@code allow-group}, one of which has to have the peer. */
record AllowedPeers(List<String> users, List<String> groups) {

    static AllowedPeers of(Options options) {
        return new AllowedPeers(split(options.get(UdsOptions.ALLOW_USER)), split(options.get(UdsOptions.ALLOW_GROUP)));
    }

    private static List<String> split(String list) {
        return list.isBlank() ? List.of() : List.of(list.strip().split("\\s*,\\s*"));
    }

    /** Throws if the peer is on neither list and there is one. */
    void check(@Nullable PeerPrincipal peer, String where) {
        if (users.isEmpty() && groups.isEmpty()) {
            return;
        }
        if (peer == null) {
            throw refused("a peer whose user this system does not tell", where);
        }
        String group = String.valueOf(peer.group());
        if (!users.contains(peer.name()) && !groups.contains(group)) {
            throw refused("user " + peer.name() + " of group " + group, where);
        }
    }

    private LinkException refused(String who, String where) {
        String lists = (users.isEmpty() ? "" : " allow-user=" + String.join(",", users))
                + (groups.isEmpty() ? "" : " allow-group=" + String.join(",", groups));
        return new LinkException(
                ErrorCode.PEER_NOT_ALLOWED,
                who + " is at the other end of " + where + ", and not on a list of this end:" + lists,
                "add it to one of the lists of this end's URI; of a process's groups its own counts alone, not its others");
    }
}
