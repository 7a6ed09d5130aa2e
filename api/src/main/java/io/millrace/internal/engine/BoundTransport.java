// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.ChecksumMode;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.FrameLink;
import io.millrace.spi.PeerTransport;
import io.millrace.spi.PlainText;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.log.LogTransport;
import io.millrace.spi.uri.EndpointUri;
import io.millrace.spi.uri.Options;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transport as one endpoint uses it.
 *
 * @param provider who made it
 * @param carrier the runtime's instance, of a peer transport; null for a log transport
 * @param isLocal true if the transport says that what it carries for this address never leaves this host
 * @param isEncrypted true if everything that it carries for this address is encrypted
 * @param plainTextAllowed true if the URI says {@code insecure=true}
 */
record BoundTransport(
        TransportProvider provider,
        @Nullable PeerTransport carrier,
        boolean isLocal,
        boolean isEncrypted,
        boolean plainTextAllowed) {

    static BoundTransport of(TransportProvider provider, PeerTransport peer, EndpointUri uri, Options options) {
        boolean local = uri.eachHost().stream().allMatch(peer::staysInHost);
        return new BoundTransport(provider, peer, local, peer.encrypts(), PlainText.isAllowed(options));
    }

    /** @throws io.millrace.error.ConfigurationException PLAIN_TEXT if it would leave the host, and nobody has allowed it */
    static BoundTransport of(TransportProvider provider, LogTransport log, EndpointUri uri, Options options) {
        BoundTransport bound = new BoundTransport(
                provider,
                null,
                uri.eachHost().stream().allMatch(log::staysInHost),
                log.encrypts(uri),
                PlainText.isAllowed(options));
        if (!bound.isLocal && !bound.isEncrypted && !bound.plainTextAllowed) {
            throw PlainText.refused("connecting to " + uri);
        }
        return bound;
    }

    /** The runtime's instance. */
    PeerTransport peer() {
        return Objects.requireNonNull(carrier, "a log transport has no links");
    }

    /** Before anything is said over it: plain text does not leave the host unasked, whatever the transport lets through. */
    void check(FrameLink connected) {
        if (!plainTextAllowed && !connected.isLocal() && !isEncrypted) {
            throw PlainText.refused("the link " + connected.description());
        }
    }

    boolean wakesSelector() {
        return carrier == null || carrier.wakesSelector();
    }

    /** Whether frames carry checksums. */
    boolean checksums(ChecksumMode mode) {
        if (carrier == null) {
            if (mode == ChecksumMode.CRC32C) {
                throw new ConfigurationException(
                        ErrorCode.INVALID_OPTION,
                        "checksum crc32c is not for the transport " + provider.name()
                                + ": its entries hold messages, not the frames that were published",
                        "leave checksum out, and encrypt if the network may change bytes");
            }
            return false;
        }
        return switch (mode) {
            case AUTO -> !isLocal && !isEncrypted;
            case CRC32C -> true;
            case NONE -> false;
        };
    }
}
