// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.internal.session.SessionId;
import java.util.HashMap;
import java.util.Map;

/**
 * The tokens that a listener has seen, each with the session that showed it, until it expires. One thread's.
 *
 * <p>A session shows its token on each of its links, so a replay is the same token from <em>another</em> session. What is
 * remembered is bounded, and lost with the listener: after a restart the first to show a token is its session.
 */
final class ReplayMemory {

    /** About 10 MB at most. Only tokens with a good signature get here: who signs them decides how many there are. */
    static final int MAX_TOKENS = 65_536;

    private record Use(SessionId session, long expiresAtSeconds) {}

    private final Map<String, Use> uses = new HashMap<>();
    private final int maxTokens;
    private long sweptAtSeconds;

    ReplayMemory(int maxTokens) {
        this.maxTokens = maxTokens;
    }

    /** True if another session has shown it. */
    boolean isReplay(String tokenId, SessionId session) {
        Use use = uses.get(tokenId);
        return use != null && !use.session.equals(session);
    }

    /**
     * Remembers who has shown it.
     *
     * @param expiresAtSeconds when it is refused anyway
     * @return false if there is no room, and it must not be let in
     */
    boolean remember(String tokenId, SessionId session, long expiresAtSeconds, long nowSeconds) {
        if (uses.size() >= maxTokens && !uses.containsKey(tokenId)) {
            sweep(nowSeconds);
            if (uses.size() >= maxTokens) {
                return false;
            }
        }
        uses.putIfAbsent(tokenId, new Use(session, expiresAtSeconds));
        return true;
    }

    /** At most once a second, so that a flood of tokens does not make each of them pay for all. */
    private void sweep(long nowSeconds) {
        if (nowSeconds != sweptAtSeconds) {
            sweptAtSeconds = nowSeconds;
            uses.values().removeIf(use -> use.expiresAtSeconds < nowSeconds);
        }
    }

    int size() {
        return uses.size();
    }
}
