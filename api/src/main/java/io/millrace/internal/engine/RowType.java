// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.ArrayList;
import java.util.List;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/** The columns of a table that JMX shows. Immutable. */
final class RowType {

    private final CompositeType type;
    private final String[] names;

    private RowType(CompositeType type, String... names) {
        this.type = type;
        this.names = names;
    }

    /** Columns by name: texts, then whole numbers, then ratios. */
    static RowType of(String name, List<String> texts, List<String> numbers, List<String> ratios) {
        List<String> names = new ArrayList<>(texts);
        names.addAll(numbers);
        names.addAll(ratios);
        List<OpenType<?>> types = new ArrayList<>();
        texts.forEach(text -> types.add(SimpleType.STRING));
        numbers.forEach(number -> types.add(SimpleType.LONG));
        ratios.forEach(ratio -> types.add(SimpleType.DOUBLE));
        String[] all = names.toArray(String[]::new);
        try {
            return new RowType(new CompositeType(name, name, all, all, types.toArray(OpenType<?>[]::new)), all);
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }

    OpenType<?> array() throws OpenDataException {
        return new ArrayType<CompositeData[]>(1, type);
    }

    CompositeData row(Object... values) throws OpenDataException {
        return new CompositeDataSupport(type, names, values);
    }
}
