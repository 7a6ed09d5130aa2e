// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.top;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.millrace.cli.CliException;
import io.millrace.cli.metrics.MetricsServer;
import io.millrace.cli.top.Look.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A process of this machine and user, whatever it serves: the JDK's attach mechanism opens JMX in it, and its runtimes show
 * themselves there when they find that somebody uses it.
 */
final class ProcessTarget implements Target {
    private static final String RUNTIMES = "io.millrace:type=Runtime,*";
    private static final String[] ATTRIBUTES = {"Live", "Ready", "Reasons", "Endpoints", "Streams", "Stages"};
    private static final long APPEAR_NS = 3_000_000_000L;
    private static final long POLL_NS = 20_000_000;

    private final String pid;
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private ProcessTarget(String pid, JMXConnector connector) throws IOException {
        this.pid = pid;
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    /** The address is not user input: the process itself, which is this user's and on this machine, has just said it. */
    @SuppressWarnings("BanJNDI")
    private static JMXConnector connect(JMXServiceURL management) throws IOException {
        return JMXConnectorFactory.connect(management);
    }

    /** Falls back on the meters that the process serves, if it shows itself in no other way. */
    static Target attach(String pid) {
        try {
            VirtualMachine machine = VirtualMachine.attach(pid);
            Object served;
            JMXServiceURL management;
            try {
                served = machine.getSystemProperties().get(MetricsServer.ADDRESS_PROPERTY);
                management = new JMXServiceURL(machine.startLocalManagementAgent());
            } finally {
                machine.detach();
            }
            ProcessTarget process = new ProcessTarget(pid, connect(management));
            if (process.appears()) {
                return process;
            }
            process.close();
            if (served != null) {
                return new MetersTarget(served.toString());
            }
        } catch (AttachNotSupportedException | IOException e) {
            throw CliException.failure(
                    "cannot look into process " + pid + ": " + e.getMessage(),
                    "it must be a JVM of this user on this machine; or give the URI of its meters");
        }
        throw CliException.failure(
                "process " + pid + " has no runtime of Millrace, or one without the module java.management",
                "if it is on the module path, start it with --add-modules java.management; or serve its meters, and"
                        + " give that URI here");
    }

    private boolean appears() throws IOException {
        long endNs = System.nanoTime() + APPEAR_NS;
        while (runtimes().isEmpty()) {
            if (System.nanoTime() - endNs > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    private Set<ObjectName> runtimes() throws IOException {
        try {
            return new TreeSet<>(beans.queryNames(new ObjectName(RUNTIMES), null));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Look look() {
        try {
            return lookAt(runtimes());
        } catch (IOException e) {
            throw CliException.failure(
                    "process " + pid + " does not answer: " + e.getMessage(), "is the process still there?");
        }
    }

    private Look lookAt(Set<ObjectName> runtimes) throws IOException {
        boolean live = true;
        boolean ready = true;
        List<String> reasons = new ArrayList<>();
        List<Row> endpoints = new ArrayList<>();
        List<Row> streams = new ArrayList<>();
        List<Row> stages = new ArrayList<>();
        for (ObjectName runtime : runtimes) {
            Map<String, Object> values = attributes(runtime);
            live &= (Boolean) values.getOrDefault("Live", true);
            ready &= (Boolean) values.getOrDefault("Ready", true);
            reasons.addAll(List.of((String[]) values.getOrDefault("Reasons", new String[0])));
            rows(values, "Endpoints").forEach(row -> endpoints.add(endpoint(row)));
            rows(values, "Streams").forEach(row -> streams.add(stream(row)));
            rows(values, "Stages").forEach(row -> stages.add(stage(row)));
        }
        return new Look(System.nanoTime(), live, ready, reasons, endpoints, streams, stages);
    }

    /** Nothing of a runtime that has been closed meanwhile. */
    private Map<String, Object> attributes(ObjectName runtime) throws IOException {
        Map<String, Object> values = new HashMap<>();
        try {
            for (Attribute attribute : beans.getAttributes(runtime, ATTRIBUTES).asList()) {
                values.put(attribute.getName(), attribute.getValue());
            }
        } catch (JMException closedMeanwhile) {
            values.clear();
        }
        return values;
    }

    private static List<CompositeData> rows(Map<String, Object> values, String table) {
        return List.of((CompositeData[]) values.getOrDefault(table, new CompositeData[0]));
    }

    private static Row endpoint(CompositeData row) {
        return new Row(
                text(row, "name"),
                text(row, "state"),
                number(row, "messagesPublished"),
                number(row, "messagesHandled"),
                number(row, "lagBytes"),
                (Double) row.get("fill"));
    }

    private static Row stream(CompositeData row) {
        boolean out = text(row, "direction").equals("out");
        return new Row(
                text(row, "endpoint") + (out ? " <- " : " -> ") + text(row, "stream"),
                text(row, "state"),
                number(row, "bytes"),
                number(row, "messagesHandled"),
                number(row, "lagBytes"),
                fill(row));
    }

    private static Row stage(CompositeData row) {
        return new Row(
                text(row, "pipeline") + " / " + text(row, "stage"),
                text(row, "state"),
                number(row, "handled"),
                number(row, "dropped"),
                number(row, "lagBytes"),
                fill(row));
    }

    /** What is only received has no ring. */
    private static double fill(CompositeData row) {
        long ringBytes = number(row, "ringBytes");
        return ringBytes == 0 ? Double.NaN : number(row, "lagBytes") / (double) ringBytes;
    }

    private static String text(CompositeData row, String column) {
        return (String) row.get(column);
    }

    private static long number(CompositeData row, String column) {
        return (Long) row.get(column);
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException gone) {
            // The process has ended first: there is nothing left to close.
        }
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
