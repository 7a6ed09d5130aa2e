// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.access;

import io.millrace.access.AccessPolicy;
import io.millrace.access.ArrivingPeer;
import io.millrace.access.SessionToken;
import io.millrace.access.StreamRights;
import io.millrace.error.ErrorCode;
import io.millrace.error.MillraceException;
import io.millrace.error.RejectedException;
import io.millrace.error.RemoteText;
import io.millrace.internal.session.SessionId;
import io.millrace.spi.PeerPrincipal;
import io.millrace.spi.frame.Extension;
import io.millrace.spi.frame.Handshake;
import io.millrace.spi.frame.Reject;
import io.millrace.spi.uri.Options;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides at a listener's door, once for each HELLO: is the token good, the identity proved, and what may the peer do.
 * Whoever is refused learns a code and nothing else; the exception, for the local event, says what was wrong. I/O agent's
 * thread after it was made.
 */
public final class Gatekeeper {

    private final String listener;
    private final @Nullable KeyRing keys;
    private final @Nullable TokenCheck tokens;
    private final IdentityFrom identityFrom;
    private final @Nullable AccessPolicy policy;

    private Gatekeeper(
            String listener,
            @Nullable KeyRing keys,
            @Nullable TokenCheck tokens,
            IdentityFrom identityFrom,
            @Nullable AccessPolicy policy) {
        this.listener = listener;
        this.keys = keys;
        this.tokens = tokens;
        this.identityFrom = identityFrom;
        this.policy = policy;
    }

    /**
     * The gatekeeper of a listener.
     *
     * @param name the listener's, which is its tokens' audience
     * @return null if anybody may come and do anything
     * @throws MillraceException if the options do not go together, or the keys cannot be read
     */
    public static @Nullable Gatekeeper of(Options options, String name, RuntimeAccess access) {
        String reference = options.get(AccessOptions.TOKEN_KEYS);
        IdentityFrom identityFrom = options.get(AccessOptions.IDENTITY_FROM);
        if (reference.isEmpty()) {
            if (identityFrom == IdentityFrom.TOKEN) {
                throw options.invalid(AccessOptions.IDENTITY_FROM, "needs token-keys", "set token-keys=file:…");
            }
            boolean open = identityFrom == IdentityFrom.AUTO && access.policy() == null;
            return open ? null : new Gatekeeper(name, null, null, identityFrom, access.policy());
        }
        if (name.isEmpty()) {
            throw options.invalid(
                    AccessOptions.TOKEN_KEYS,
                    "needs name",
                    "set name=…: it is the audience that tokens are signed for");
        }
        KeyRing keys = new KeyRing(access.secrets(), reference);
        TokenCheck tokens = new TokenCheck(
                name,
                access.wallClock(),
                options.get(AccessOptions.TOKEN_SKEW),
                options.get(AccessOptions.TOKEN_USE),
                new ReplayMemory(ReplayMemory.MAX_TOKENS));
        return new Gatekeeper(name, keys, tokens, identityFrom, access.policy());
    }

    /**
     * Lets a peer in.
     *
     * @throws RejectedException why not
     */
    public Grant admit(Handshake hello, @Nullable PeerPrincipal principal, long nowNs) {
        SessionToken token = token(hello, nowNs);
        checkIdentity(hello.identity(), token, principal);
        List<StreamRights> rights = new ArrayList<>(2);
        if (token != null) {
            rights.add(token.rights());
        }
        if (policy != null) {
            rights.add(ask(policy, new ArrivingPeer(listener, hello.identity(), token, principal)));
        }
        if (token != null && tokens != null) {
            // Last, so that nobody who is refused uses another's token up.
            tokens.use(token, new SessionId(hello.sessionIdHigh(), hello.sessionIdLow()));
        }
        return rights.isEmpty() ? Grant.EVERYTHING : new Grant(rights);
    }

    private @Nullable SessionToken token(Handshake hello, long nowNs) {
        if (keys == null || tokens == null) {
            return null;
        }
        for (Extension extension : hello.extensions()) {
            if (extension.type() == Extension.TOKEN) {
                String text = new String(extension.value(), StandardCharsets.ISO_8859_1);
                SessionToken token = keys.keys(nowNs).verify(text);
                tokens.check(token, new SessionId(hello.sessionIdHigh(), hello.sessionIdLow()));
                return token;
            }
        }
        if (identityFrom == IdentityFrom.ANY) {
            return null;
        }
        throw new RejectedException(
                ErrorCode.REJECTED_AUTH,
                "peer " + shown(hello.identity()) + " has no session token",
                "give it one (option token), signed for this listener");
    }

    private void checkIdentity(String identity, @Nullable SessionToken token, @Nullable PeerPrincipal principal) {
        List<String> proven = new ArrayList<>();
        if (token != null) {
            proven.add(token.subject());
            if (!covers(List.of(token.subject()), identity)) {
                // Whatever else is asked for: a token is for its subject.
                throw unproven(identity, proven);
            }
        }
        if (principal != null) {
            proven.addAll(ProvenNames.of(principal));
        }
        boolean good =
                switch (identityFrom) {
                    case AUTO -> true;
                    case TOKEN -> token != null;
                    case ANY -> covers(proven, identity);
                    case CERTIFICATE -> isProvenBy(PeerPrincipal.Kind.CERTIFICATE, principal, identity);
                    case USER -> isProvenBy(PeerPrincipal.Kind.UNIX_USER, principal, identity);
                };
        if (!good) {
            throw unproven(identity, proven);
        }
    }

    private static boolean isProvenBy(PeerPrincipal.Kind kind, @Nullable PeerPrincipal principal, String identity) {
        return principal != null && principal.kind() == kind && covers(ProvenNames.of(principal), identity);
    }

    private static boolean covers(List<String> names, String identity) {
        return names.stream().anyMatch(name -> ProvenNames.covers(name, identity));
    }

    private RejectedException unproven(String identity, List<String> proven) {
        List<String> shown = proven.stream().map(Gatekeeper::shown).toList();
        return new RejectedException(
                ErrorCode.IDENTITY_UNPROVEN,
                "peer calls itself " + shown(identity) + "; proved is " + (shown.isEmpty() ? "nothing" : shown)
                        + " (identity-from)",
                "the peer's name or node must be what its token, certificate or user says");
    }

    private static StreamRights ask(AccessPolicy policy, ArrivingPeer peer) {
        String problem;
        try {
            StreamRights rights = policy.rights(peer);
            if (rights != null) {
                return rights;
            }
            problem = "answered null";
        } catch (RuntimeException e) {
            problem = "threw " + e.getClass().getName();
        }
        throw new RejectedException(
                ErrorCode.REJECTED_AUTH,
                "the access policy " + problem + " for peer " + shown(peer.identity()),
                "a policy answers with rights, or throws to turn a peer away");
    }

    private static String shown(String remote) {
        return "'" + RemoteText.clean(remote, 256) + "'";
    }

    /** What the peer is told: a code that is stable, and no detail. */
    public static int rejectCode(MillraceException refusal) {
        return switch (refusal.code()) {
            case TOKEN_INVALID -> Reject.TOKEN_INVALID;
            case TOKEN_EXPIRED -> Reject.TOKEN_EXPIRED;
            case TOKEN_AUDIENCE -> Reject.TOKEN_AUDIENCE;
            case TOKEN_REPLAYED -> Reject.TOKEN_REPLAYED;
            case IDENTITY_UNPROVEN -> Reject.IDENTITY_UNPROVEN;
            case REJECTED_LIMIT -> Reject.LIMIT;
            default -> Reject.AUTH;
        };
    }
}
