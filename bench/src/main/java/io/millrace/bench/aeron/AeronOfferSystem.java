// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

/** Bare Aeron, one message at a time: an exclusive publication, offered out of a buffer of the publisher's own. */
public final class AeronOfferSystem extends AeronSystem {
    /** Found as a service. */
    public AeronOfferSystem() {
        super(true);
    }

    @Override
    public String name() {
        return "aeron-offer";
    }

    @Override
    public String summary() {
        return "bare Aeron, exclusive offer, as aeron";
    }
}
