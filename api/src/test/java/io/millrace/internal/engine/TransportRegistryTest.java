// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.TransportReport;
import io.millrace.error.ConfigurationException;
import io.millrace.error.ErrorCode;
import io.millrace.spi.TransportProvider;
import io.millrace.spi.uri.EndpointUri;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportRegistryTest {

    private static final String SERVICES = "META-INF/services/" + TransportProvider.class.getName();

    @TempDir
    Path dir;

    private static EndpointUri uri(String raw) {
        return EndpointUri.parse(raw);
    }

    /** Makes a registry that finds, beside what is on the class path, what a folder's services file names. */
    private TransportRegistry withServices(List<TransportProvider> registered, String... lines) throws IOException {
        Path file = dir.resolve(SERVICES);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {dir.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            return new TransportRegistry(registered);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void brokenProvidersHideNoOther() throws IOException {
        TransportRegistry registry = withServices(
                List.of(), "no.such.Provider", ThrowingProvider.class.getName(), TwinProvider.class.getName());
        assertThat(registry.provider(uri("mem:x")).name()).isEqualTo("mem");
        assertThat(registry.provider(uri("twin:x")).name()).isEqualTo("twin");
        assertThat(registry.reports())
                .extracting(TransportReport::problem)
                .filteredOn(problem -> problem != null)
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("no.such.Provider"))
                .anySatisfy(problem -> assertThat(problem).contains("no native library for this machine"));
    }

    @Test
    void anUnknownSchemeSaysWhatWasFoundWhatIsBrokenAndWhatToAdd() throws IOException {
        TransportRegistry registry = withServices(List.of(), ThrowingProvider.class.getName());
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> registry.provider(uri("redis://localhost:6379")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_SCHEME))
                .withMessageContaining("redis")
                .withMessageContaining("mem")
                .withMessageContaining(ThrowingProvider.class.getName())
                .withMessageContaining("no native library for this machine")
                .withMessageContaining("io.millrace:millrace-transport-redis");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> registry.provider(uri("pigeon:coop")))
                .withMessageContaining("pigeon")
                .withMessageNotContaining("io.millrace:");
    }

    @Test
    void twoProvidersOfOneSchemeAreAnErrorThatNamesBothJars() throws Exception {
        TransportProvider other = (TransportProvider) new CopyingLoader(dir)
                .loadClass(TwinProvider.class.getName())
                .getConstructor()
                .newInstance();
        TransportProvider own = new TwinProvider();
        assertThat(other.getClass()).isNotEqualTo(own.getClass());
        TransportRegistry registry = new TransportRegistry(List.of(own, other));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> registry.provider(uri("twin:x")))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.DUPLICATE_SCHEME))
                .withMessageContaining(TwinProvider.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .withMessageContaining(dir.toString());
        assertThat(registry.provider(uri("mem:x")).name())
                .as("other schemes work")
                .isEqualTo("mem");
        assertThat(registry.reports())
                .filteredOn(report -> report.name().equals("twin"))
                .hasSize(2)
                .allSatisfy(report -> assertThat(report.problem()).contains("twin"));
    }

    @Test
    void oneThatIsRegisteredAndFoundIsNoDuplicate() throws IOException {
        TransportRegistry registry = withServices(List.of(new TwinProvider()), TwinProvider.class.getName());
        assertThat(registry.provider(uri("twin:x")).name()).isEqualTo("twin");
    }

    /** The same class from another place, as a second jar would have it. */
    private static final class CopyingLoader extends URLClassLoader {
        CopyingLoader(Path dir) throws IOException {
            super(new URL[] {dir.toUri().toURL()}, TransportRegistryTest.class.getClassLoader());
            String file = TwinProvider.class.getName().replace('.', '/') + ".class";
            Path target = dir.resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream bytes = TwinProvider.class.getClassLoader().getResourceAsStream(file)) {
                Files.copy(bytes, target);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            return name.equals(TwinProvider.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
        }
    }
}
