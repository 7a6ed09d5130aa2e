// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.List;
import org.jspecify.annotations.Nullable;

public final class EndpointUri {
    public record Parameter(String name, String value, int column) {}

    public record HostPort(String host, int port) {}

    private final String raw;
    private final List<Parameter> parameters = List.of();

    private EndpointUri(String raw) {
        this.raw = raw;
    }

    public static EndpointUri parse(String raw) {
        return new EndpointUri(raw);
    }

    public String raw() {
        return raw;
    }

    public String scheme() {
        return raw;
    }

    public String address() {
        return raw;
    }

    public @Nullable String host() {
        return raw;
    }

    public int port() {
        return -1;
    }

    public List<HostPort> hosts() {
        return List.of();
    }

    /** The path after the authority, percent-decoded: {@code /0} in {@code redis://h:6379/0}; else empty. */
    public String path() {
        return raw;
    }

    /** Text before {@code @}, as written; a secret; null if there is none. */
    public @Nullable String userInfo() {
        return raw;
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    public EndpointUri withPort(int port) {
        return new EndpointUri(raw + port);
    }
}
