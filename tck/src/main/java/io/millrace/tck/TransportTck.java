// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.tck;

import io.millrace.spi.PeerTransportProvider;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The transport specification as tests. The test of a transport extends this class, says where its provider is and at which
 * address to listen, and JUnit runs the rules: each over bare links of the SPI, or over whole runtimes. Rules about what the
 * transport does not promise are skipped. After every rule nothing may be left: no thread, descriptor, memory or file.
 *
 * <pre>{@code
 * class PipeTckTest extends TransportTck {
 *     protected PeerTransportProvider provider() {
 *         return new PipeTransportProvider();
 *     }
 *
 *     protected String listenUri() {
 *         return "pipe:tck";
 *     }
 * }
 * }</pre>
 *
 * <p>Methods are called on JUnit's thread. Other tests must not run in the same process at the same time, or what they open
 * would be taken for something left behind.
 */
@DisplayNameGeneration(RuleNames.class)
@Isolated("counts what the process has open")
@Timeout(60)
public abstract class TransportTck
        implements ProviderRules,
                LifecycleRules,
                DeliveryRules,
                PressureRules,
                ThreadRules,
                FailureRules,
                CloseRules,
                SessionRules,
                MessageRules,
                ReconnectRules,
                SupervisionRules,
                EndRules,
                NumberRules {

    /** For subclasses. */
    protected TransportTck() {}

    /** The provider under test: a new one at each call, as each runtime has its own. */
    protected abstract PeerTransportProvider provider();

    /** An address on which nobody listens, with the options that the test needs: {@code tcp://127.0.0.1:0}. */
    protected abstract String listenUri();

    /**
     * What to dial to reach an endpoint that listens; the bound address unless overridden.
     *
     * @param bound the address really bound, without its parameters
     */
    protected String connectUri(EndpointUri bound) {
        return bound.raw();
    }

    /**
     * Where to listen again after an endpoint that listened there has ended; the bound address unless overridden.
     *
     * @param bound the address really bound, without its parameters
     */
    protected String listenAgainUri(EndpointUri bound) {
        return bound.raw();
    }

    /**
     * An address of the transport's scheme that the transport cannot read, though it is a URI, such as {@code
     * tcp://127.0.0.1} without a port; null, the default, if there is none.
     */
    protected @Nullable String senselessUri() {
        return null;
    }

    /** The class that ServiceLoader is to find; that of the provider unless overridden. */
    protected Class<? extends TransportProvider> published() {
        return provider().getClass();
    }

    /** Folders in which nothing may be left after a test, such as that of socket files; none unless overridden. */
    protected List<Path> folders() {
        return List.of();
    }

    /** How long to wait for what must happen, before it counts as not happening; 10 s unless overridden. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** Whether memory outside the heap is counted after this rule, which takes a garbage collection. */
    boolean countsMemory() {
        return true;
    }
}
