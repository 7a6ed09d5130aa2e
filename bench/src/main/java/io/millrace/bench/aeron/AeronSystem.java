// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.aeron;

import io.millrace.bench.payload.PayloadVerifier;
import io.millrace.bench.system.BenchSystem;
import io.millrace.bench.system.Pinger;
import io.millrace.bench.system.PongListener;
import io.millrace.bench.system.Receiver;
import io.millrace.bench.system.RunSettings;
import io.millrace.bench.system.Scenario;
import io.millrace.bench.system.Sender;
import io.millrace.bench.system.Transport;

/** Bare Aeron, one message at a time: an exclusive publication, claimed in place. */
public sealed class AeronSystem implements BenchSystem permits AeronOfferSystem {
    private final boolean offers;

    /** Found as a service. */
    public AeronSystem() {
        this(false);
    }

    AeronSystem(boolean offers) {
        this.offers = offers;
    }

    @Override
    public String name() {
        return "aeron";
    }

    @Override
    public String summary() {
        return "bare Aeron, exclusive tryClaim, shared driver, 1 MiB terms and 32 KiB MTU over ipc; its defaults over udp";
    }

    @Override
    public boolean supports(Transport transport, Scenario scenario) {
        return transport.isAeron() && scenario.isPlain();
    }

    /** A publication that is claimed in place takes one writer. */
    @Override
    public int producers(Scenario scenario) {
        return 1;
    }

    @Override
    public Receiver receiver(RunSettings settings, PayloadVerifier verifier) {
        return AeronReceiver.counting(settings, verifier);
    }

    @Override
    public Sender sender(RunSettings settings, String address) {
        return new AeronSender(settings, address, offers);
    }

    @Override
    public Receiver echo(RunSettings settings) {
        return AeronReceiver.echoing(settings);
    }

    @Override
    public Pinger pinger(RunSettings settings, String address, PongListener listener) {
        return new AeronPinger(settings, address, listener);
    }
}
