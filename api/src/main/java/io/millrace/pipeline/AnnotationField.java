// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.pipeline;

import java.util.Objects;

/**
 * Room for a number that a stage adds to each message. A pipeline is told of its fields before it starts, {@link
 * PipelineBuilder#annotations}; one stage writes each, {@link Stage#writes}. The fields lie behind the payload, in the order
 * in which the pipeline was told of them, without gaps, little-endian; 0 until they are written. Subscribers of a carrier see
 * them as the last bytes of the payload. Immutable; compared by identity.
 */
public final class AnnotationField {

    private final String name;
    private final int bytes;

    private AnnotationField(String name, int bytes) {
        this.name = Objects.requireNonNull(name, "name");
        this.bytes = bytes;
    }

    /** A field of eight bytes. */
    public static AnnotationField ofLong(String name) {
        return new AnnotationField(name, Long.BYTES);
    }

    /** A field of four bytes. */
    public static AnnotationField ofInt(String name) {
        return new AnnotationField(name, Integer.BYTES);
    }

    /** For messages to a person. */
    public String name() {
        return name;
    }

    /** What it takes: 4 or 8. */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return name + ":" + bytes;
    }
}
