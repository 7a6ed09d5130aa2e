// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import java.util.List;

/**
 * What a process was at, at one time. Immutable.
 *
 * @param takenNs when, on the clock that rates are made with
 * @param streams empty if where it comes from does not tell single streams
 */
record Look(
        long takenNs,
        boolean live,
        boolean ready,
        List<String> reasons,
        List<Row> endpoints,
        List<Row> streams,
        List<Row> stages) {

    /**
     * One endpoint, stream or stage.
     *
     * @param first what it has counted so far: of an endpoint messages sent, of a stream bytes, of a stage messages handled
     * @param second of an endpoint and a stream messages handled, of a stage messages dropped
     * @param fill of its ring, 0 to 1; NaN if it is not known
     */
    record Row(String name, String state, long first, long second, long lagBytes, double fill) {}
}
