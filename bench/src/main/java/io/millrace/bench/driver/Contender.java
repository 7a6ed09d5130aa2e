// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.driver;

/**
 * A system that takes part: the same one may do so twice, in two builds or as its own control.
 *
 * @param label what the report calls it
 * @param system its name in the catalog
 * @param launch with which classes its nodes start
 */
public record Contender(String label, String system, Launch launch) {}
