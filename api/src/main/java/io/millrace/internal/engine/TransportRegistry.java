// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import io.millrace.TransportReport;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The transports that a runtime found, each provider tried by itself, so that a broken jar hides no other. Two providers
 * of one scheme make that scheme unusable and no other. Made once, immutable after.
 */
final class TransportRegistry {

    /** Artifacts of ours that serve a scheme, to name in the error when it is missing. */
    private static final Map<String, String> KNOWN_ARTIFACTS = Map.of(
            "tcp", "io.millrace:millrace-transport-tcp",
            "tcps", "io.millrace:millrace-transport-tcps",
            "uds", "io.millrace:millrace-transport-uds",
            "unix", "io.millrace:millrace-transport-uds",
            "aeron", "io.millrace:millrace-transport-aeron",
            "redis", "io.millrace:millrace-transport-redis",
            "rediss", "io.millrace:millrace-transport-redis",
            "redis-sentinel", "io.millrace:millrace-transport-redis",
            "redis-cluster", "io.millrace:millrace-transport-redis");

    /** Their providers, to tell a jar that is missing from one that has lost its services file. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "tcp", "io.millrace.transport.tcp.TcpTransportProvider",
            "tcps", "io.millrace.transport.tcps.TcpsTransportProvider",
            "uds", "io.millrace.transport.uds.UdsTransportProvider",
            "unix", "io.millrace.transport.uds.UdsTransportProvider",
            "aeron", "io.millrace.transport.aeron.AeronTransportProvider",
            "redis", "io.millrace.transport.redis.RedisTransportProvider",
            "rediss", "io.millrace.transport.redis.RedisTransportProvider",
            "redis-sentinel", "io.millrace.transport.redis.RedisTransportProvider",
            "redis-cluster", "io.millrace.transport.redis.RedisTransportProvider");

    private final Map<String, List<TransportProvider>> byScheme = new TreeMap<>();
    private final List<TransportReport> reports = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    TransportRegistry(List<TransportProvider> registered) {
        registered.forEach(this::add);
        Iterator<ServiceLoader.Provider<TransportProvider>> found =
                ServiceLoader.load(TransportProvider.class).stream().iterator();
        while (true) {
            @Nullable String culprit = null;
            try {
                if (!found.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<TransportProvider> next = found.next();
                culprit = next.type().getName();
                load(next);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                broken(culprit == null ? "a provider" : culprit, "unknown", e);
            }
        }
    }

    private void load(ServiceLoader.Provider<TransportProvider> next) {
        for (List<TransportProvider> known : byScheme.values()) {
            if (known.stream().anyMatch(provider -> provider.getClass() == next.type())) {
                return;
            }
        }
        try {
            add(next.get());
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            broken(next.type().getName(), location(next.type()), e);
        }
    }

    private void add(TransportProvider provider) {
        Set<String> schemes = Set.copyOf(provider.schemes());
        for (String scheme : schemes) {
            byScheme.computeIfAbsent(scheme, s -> new ArrayList<>()).add(provider);
        }
        reports.add(new TransportReport(provider.name(), schemes, location(provider.getClass()), null));
    }

    private void broken(String name, String location, Throwable cause) {
        Throwable root = cause.getCause() == null ? cause : cause.getCause();
        String problem = name + " in " + location + " could not be loaded: " + root;
        broken.add(problem);
        reports.add(new TransportReport(
                name, Set.of(), location, root + " - check that the jar matches this version of Millrace"));
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "the runtime image";
        }
        String path = source.getLocation().toString();
        return path.startsWith("file:") ? path.substring("file:".length()) : path;
    }

    /** Every provider tried, with what is wrong with it. */
    List<TransportReport> reports() {
        Map<String, String> twice = new HashMap<>();
        byScheme.forEach((scheme, providers) -> {
            if (providers.size() > 1) {
                providers.forEach(provider -> twice.put(provider.name() + location(provider.getClass()), scheme));
            }
        });
        return reports.stream()
                .map(report -> {
                    String scheme = twice.get(report.name() + report.location());
                    return scheme == null
                            ? report
                            : new TransportReport(
                                    report.name(),
                                    report.schemes(),
                                    report.location(),
                                    "another jar serves the scheme " + scheme + " too - remove one of them");
                })
                .toList();
    }

    /** The provider of a URI's scheme. */
    TransportProvider provider(EndpointUri uri) {
        List<TransportProvider> providers = byScheme.getOrDefault(uri.scheme(), List.of());
        if (providers.size() == 1) {
            return providers.get(0);
        }
        if (providers.isEmpty()) {
            throw unknown(uri);
        }
        List<String> jars = providers.stream()
                .map(provider -> provider.getClass().getName() + " in " + location(provider.getClass()))
                .toList();
        throw new ConfigurationException(
                ErrorCode.DUPLICATE_SCHEME,
                "scheme " + uri.scheme() + " is served by " + String.join(" and by ", jars),
                "remove one of the jars from the class path");
    }

    private ConfigurationException unknown(EndpointUri uri) {
        String found = byScheme.isEmpty() ? "none" : String.join(", ", byScheme.keySet());
        String also = broken.isEmpty() ? "" : "; " + String.join("; ", broken);
        String provider = PROVIDERS.get(uri.scheme());
        boolean lost = provider != null && isThere(provider);
        return new ConfigurationException(
                ErrorCode.UNKNOWN_SCHEME,
                "no transport serves the scheme " + uri.scheme() + " of " + uri + "; found: " + found + also
                        + (lost ? "; " + provider + " is on the class path, but no services file names it" : ""),
                lost ? lostHint(provider) : missingHint(KNOWN_ARTIFACTS.get(uri.scheme())));
    }

    private static boolean isThere(String provider) {
        try {
            Class.forName(provider, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static String lostHint(@Nullable String provider) {
        return "this looks like a fat jar that kept one of several META-INF/services/"
                + TransportProvider.class.getName() + ": have them merged (the shade plugin's"
                + " ServicesResourceTransformer), or call Millrace.builder().register(new " + provider + "())";
    }

    private static String missingHint(@Nullable String artifact) {
        return artifact == null
                ? "check the scheme, or add the jar of the transport that serves it (a fat jar must merge META-INF/services)"
                : "add the dependency " + artifact
                        + " to the class path (in a fat jar, merge its META-INF/services files,"
                        + " or call Millrace.builder().register(...))";
    }
}
