// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Lets a runtime be looked into through JMX as soon as somebody uses JMX in this process: a program with beans of its own, or a
 * tool that attaches to it. Until then nothing is loaded but this. The watchdog's thread; {@link #end} is for whoever closes.
 */
final class Inspection {

    private static final boolean AVAILABLE =
            ModuleLayer.boot().findModule("java.management").isPresent();

    private final MillraceRuntime runtime;
    private final String name;
    private volatile @Nullable Runnable unregister;
    private boolean tried;
    private boolean ended;

    Inspection(MillraceRuntime runtime, String name) {
        this.runtime = runtime;
        this.name = name;
    }

    /** Looks whether there is JMX by now. */
    void look() {
        if (AVAILABLE && !tried && isUsed()) {
            tried = true;
            register();
        }
    }

    private static boolean isUsed() {
        return !MBeanServerFactory.findMBeanServer(null).isEmpty();
    }

    private synchronized void register() {
        if (ended) {
            return;
        }
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName bean = named(beans);
            beans.registerMBean(new RuntimeBean(runtime), bean);
            unregister = () -> unregister(beans, bean);
        } catch (JMException refused) {
            // Nobody looks into this runtime then; who tries is told that there is none. Nothing else depends on it.
        }
    }

    /** Another class loader may have a Millrace that counts its runtimes for itself. */
    private ObjectName named(MBeanServer beans) throws JMException {
        ObjectName bean = new ObjectName("io.millrace:type=Runtime,name=" + name);
        for (int copy = 2; beans.isRegistered(bean); copy++) {
            bean = new ObjectName("io.millrace:type=Runtime,name=" + name + "." + copy);
        }
        return bean;
    }

    private static void unregister(MBeanServer beans, ObjectName bean) {
        try {
            beans.unregisterMBean(bean);
        } catch (JMException gone) {
            // Somebody else has taken it out: that is what was wanted.
        }
    }

    /** The runtime is closed. */
    synchronized void end() {
        ended = true;
        Runnable registered = unregister;
        if (registered != null) {
            registered.run();
        }
    }
}
