// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.pipeline;

import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.pipeline.AnnotationField;
import io.millrace.pipeline.Stage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where a pipeline's annotations lie behind each payload, and who writes them. Immutable. */
public final class Fields {

    private final AnnotationField[] fields;
    private final int bytes;

    private Fields(List<AnnotationField> fields) {
        this.fields = fields.toArray(AnnotationField[]::new);
        this.bytes = fields.stream().mapToInt(AnnotationField::bytes).sum();
    }

    /**
     * Lays them out.
     *
     * @throws ConfigurationException if a field is named twice, written by two stages, or written and not there
     */
    public static Fields of(String pipeline, List<AnnotationField> fields, List<Stage> stages) {
        Set<AnnotationField> known = new HashSet<>();
        for (AnnotationField field : fields) {
            if (!known.add(field)) {
                throw invalid(pipeline, "annotation " + field.name() + " is named twice", "name it once");
            }
        }
        Map<AnnotationField, String> writers = new HashMap<>();
        for (Stage stage : stages) {
            for (AnnotationField field : stage.written()) {
                String other = writers.put(field, stage.name());
                if (other != null) {
                    throw invalid(
                            pipeline,
                            "annotation " + field.name() + " is written by " + other + " and by " + stage.name(),
                            "give each stage a field of its own");
                }
                if (!known.contains(field)) {
                    throw invalid(
                            pipeline,
                            "stage " + stage.name() + " writes " + field.name() + ", for which no room is reserved",
                            "name it in annotations(…)");
                }
            }
        }
        return new Fields(fields);
    }

    private static ConfigurationException invalid(String pipeline, String what, String hint) {
        return new ConfigurationException(ErrorCode.INVALID_OPTION, "pipeline " + pipeline + ": " + what, hint);
    }

    /** What they take together. */
    public int bytes() {
        return bytes;
    }

    /** Where a field begins behind the payload's end. */
    int offsetOf(AnnotationField field, int expectedBytes) {
        int offset = 0;
        for (AnnotationField known : fields) {
            if (known == field) {
                if (known.bytes() != expectedBytes) {
                    throw new IllegalStateException(
                            "annotation " + field.name() + " has " + known.bytes() + " bytes, not " + expectedBytes);
                }
                return offset;
            }
            offset += known.bytes();
        }
        throw new IllegalStateException(
                "the pipeline has no annotation " + field.name() + ": name it in annotations(…)");
    }
}
