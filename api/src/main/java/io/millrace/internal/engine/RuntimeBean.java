// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.util.List;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.openmbean.ArrayType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

/**
 * What a runtime is at, for who looks into the process from outside through JMX, such as {@code ./millrace top PID}. Read
 * only. Threads of JMX; asks nobody who may hang.
 */
final class RuntimeBean implements DynamicMBean {

    private final MillraceRuntime runtime;
    private final RuntimePicture picture;
    private final MBeanInfo info;

    RuntimeBean(MillraceRuntime runtime) throws OpenDataException {
        this.runtime = runtime;
        this.picture = new RuntimePicture(runtime);
        this.info = new OpenMBeanInfoSupport(
                RuntimeBean.class.getName(),
                "A runtime of Millrace",
                new OpenMBeanAttributeInfo[] {
                    attribute("Live", "whether its loops progress", SimpleType.BOOLEAN),
                    attribute("Ready", "whether every required endpoint works", SimpleType.BOOLEAN),
                    attribute("Reasons", "why not", new ArrayType<String[]>(1, SimpleType.STRING)),
                    attribute("Endpoints", "its endpoints", RuntimePicture.ENDPOINT.array()),
                    attribute("Streams", "what they publish and subscribe to", RuntimePicture.STREAM.array()),
                    attribute("Stages", "the stages of its pipelines", RuntimePicture.STAGE.array())
                },
                null,
                null,
                null);
    }

    private static OpenMBeanAttributeInfo attribute(String name, String what, OpenType<?> type) {
        return new OpenMBeanAttributeInfoSupport(name, what, type, true, false, false);
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException, MBeanException {
        try {
            return switch (attribute) {
                case "Live" -> runtime.health().live();
                case "Ready" -> runtime.health().ready();
                case "Reasons" -> runtime.health().reasons().toArray(String[]::new);
                case "Endpoints" -> picture.endpoints();
                case "Streams" -> picture.streams();
                case "Stages" -> picture.stages();
                default -> throw new AttributeNotFoundException("no attribute " + attribute);
            };
        } catch (OpenDataException e) {
            throw new MBeanException(e);
        }
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        AttributeList values = new AttributeList();
        for (String attribute : List.of(attributes)) {
            try {
                values.add(new Attribute(attribute, getAttribute(attribute)));
            } catch (AttributeNotFoundException | MBeanException e) {
                // Left out, as the interface asks for: the caller misses it in what it gets.
            }
        }
        return values;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException("no operation " + action);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return info;
    }
}
