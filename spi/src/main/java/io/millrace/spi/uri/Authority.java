// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.uri;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a URI leads, in parts.
 *
 * @param address all of it but the user info, as a transport without hosts reads it
 * @param userInfo as written; a secret; null if there is none
 * @param hosts empty if the URI has no authority
 * @param path percent-decoded; empty if there is none
 * @param portFrom offset of the first host's port with its colon, or of where it would stand; -1 without hosts
 * @param portTo offset after the first host's port
 */
record Authority(
        String address,
        @Nullable String userInfo,
        List<EndpointUri.HostPort> hosts,
        String path,
        int portFrom,
        int portTo) {

    static Authority opaque(String address) {
        return new Authority(address, null, List.of(), "", -1, -1);
    }
}
