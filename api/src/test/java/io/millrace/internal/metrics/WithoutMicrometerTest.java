// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.Endpoint;
import io.millrace.Millrace;
import io.millrace.Publication;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Micrometer is optional at run time: without its jar everything works that does not name it. */
class WithoutMicrometerTest {

    /** What an application without metrics does; loaded where there is no Micrometer. */
    public static final class Application implements Callable<Boolean> {
        @Override
        public Boolean call() {
            try (Millrace millrace = Millrace.builder().node("n").build()) {
                Endpoint server = millrace.listen("mem:without");
                server.subscribe("orders", message -> {});
                Publication orders = millrace.connect("mem:without").publication("orders");
                orders.publish("42 apples");
                return orders.drain(Duration.ofSeconds(20)) && millrace.health().live();
            }
        }
    }

    @Test
    void theApiWorks() throws Exception {
        URL[] others = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("micrometer"))
                .map(WithoutMicrometerTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .as("or this test proves nothing")
                    .isThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"));
            Class<?> application = loader.loadClass(Application.class.getName());
            assertThat(application.getClassLoader()).isSameAs(loader);
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                Callable<?> run = (Callable<?>) application.getConstructor().newInstance();
                assertThat(run.call()).isEqualTo(true);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
