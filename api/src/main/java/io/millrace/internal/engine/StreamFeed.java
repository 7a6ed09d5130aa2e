// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.Claim;
import io.millrace.ControlledMessageHandler;
import io.millrace.Message;
import io.millrace.OfferStatus;
import io.millrace.error.ErrorCode;
import io.millrace.error.PublicationException;
import io.millrace.internal.session.Settlement;
import org.jspecify.annotations.Nullable;

/**
 * Puts what an endpoint receives of a stream into a pipeline: copied once, out of the receive buffer, and acknowledged when
 * the pipeline is done with it. While the ring is full the stream waits, and others go on. I/O agent's thread.
 */
final class StreamFeed implements ControlledMessageHandler, Settlement {

    private final PipelineInput input;
    private final EngineEndpoint endpoint;
    private final String stream;
    private @Nullable EngineSubscription subscription;

    StreamFeed(PipelineInput input, EngineEndpoint endpoint, String stream) {
        this.input = input;
        this.endpoint = endpoint;
        this.stream = stream;
    }

    void open() {
        subscription = endpoint.streams().subscriptions().handOn(stream, this, this);
    }

    /** After the pipeline is done with what it took: that is acknowledged, the rest stays with the publisher. */
    void close() {
        EngineSubscription open = subscription;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public Action onMessage(Message message) {
        try (Claim claim = input.claim(message.length())) {
            if (claim.status() == OfferStatus.MESSAGE_TOO_LARGE) {
                throw new PublicationException(
                        ErrorCode.MESSAGE_TOO_LARGE,
                        "a message of " + message.length() + " bytes of stream " + stream + " is over the "
                                + input.maxClaimLength() + " of " + input.title() + " (ringBytes)",
                        "raise ringBytes of the pipeline, or split the message");
            }
            if (!claim.isAccepted()) {
                return Action.RETRY;
            }
            claim.buffer().put(message.buffer());
            claim.typeId(message.typeId()).correlationId(message.correlationId());
            claim.commit();
            return Action.CONTINUE;
        }
    }

    @Override
    public long accepted() {
        return input.position();
    }

    /** Of an emitting pipeline what was emitted counts, too: nothing is done with before that is. */
    @Override
    public long settled() {
        return input.pipelineSettled();
    }
}
