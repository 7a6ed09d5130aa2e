// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.torture;

import io.millrace.Endpoint;
import io.millrace.FailurePolicy;
import io.millrace.SubscriptionOptions;
import io.millrace.cli.Console;
import io.millrace.cli.Interruption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** A subscribing process of {@link TortureRun}. */
@Command(name = "torture-subscriber", hidden = true)
public final class TortureSubscriber extends Child {
    /** {@code slow EVERY NANOSECONDS}: handlers wait so long at every so many messages. */
    static final String SLOW = "slow";
    /** {@code throw EVERY}: handlers throw once at every so many messages. */
    static final String THROW = "throw";
    /** Handlers do neither. */
    static final String NORMAL = "normal";

    private static final int OWN_RING_BYTES = 2 << 20;
    private static final Duration RETRY_AFTER = Duration.ofMillis(2);

    private final List<Sink> sinks = new ArrayList<>();

    /** Made once for a command line. */
    public TortureSubscriber(Console console, Interruption interruption) {
        super(console, interruption);
    }

    @Override
    void begin(Endpoint endpoint) {
        for (StreamPlan plan : options.plans()) {
            Sink sink = new Sink(account(plan.name()));
            sinks.add(sink);
            SubscriptionOptions.Builder subscription = SubscriptionOptions.builder()
                    .onFailure(FailurePolicy.skip().afterRetries(Integer.MAX_VALUE, RETRY_AFTER));
            if (plan.ownRing()) {
                subscription.ownRing(OWN_RING_BYTES);
            }
            endpoint.subscribe(plan.name(), subscription.build(), sink);
        }
    }

    @Override
    void obey(String order) {
        String[] words = order.split(" ", -1);
        switch (words[0]) {
            case SLOW -> sinks.forEach(sink -> sink.slow(Long.parseLong(words[1]), Long.parseLong(words[2])));
            case THROW -> sinks.forEach(sink -> sink.fail(Long.parseLong(words[1])));
            case NORMAL -> sinks.forEach(Sink::normal);
            default -> throw new IllegalArgumentException("a subscriber was told '" + order + "'");
        }
    }

    @Override
    void finish() {
        // what is on its way still comes
    }

    @Override
    void end() {
        // the endpoint is closed next
    }
}
