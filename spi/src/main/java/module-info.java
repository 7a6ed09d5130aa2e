// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts that a transport implements: errors, supervision, endpoint URIs with their options, frames and links.
 *
 * <p>A transport reads this module and no other of Millrace; an application sees of it what the API hands out (errors,
 * lifecycle events, endpoint URIs).
 */
module io.millrace.spi {
    requires static transitive org.jspecify;

    exports io.millrace.error;
    exports io.millrace.supervision;
    exports io.millrace.spi;
    exports io.millrace.spi.frame;
    exports io.millrace.spi.log;
    exports io.millrace.spi.socket;
    exports io.millrace.spi.uri;
}
