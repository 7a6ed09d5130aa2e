// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plug-in and an application built where no build of ours helps them: with the published artifacts and nothing else, by
 * javac, and run on the class path, on the module path, and as one fat jar.
 */
final class OutsideTest {
    private static final String RECEIVED = "received hello";

    @TempDir
    private static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void build() throws IOException {
        workshop = new Workshop(folder);
        workshop.compile("plugin", Workshop.ROOT.resolve("examples/mapped-transport/src/main"));
        workshop.compile("app", Workshop.ROOT.resolve("cli/src/test/outside/app"));
    }

    @Test
    void onTheClassPathAPlugInIsFound() throws Exception {
        String said = workshop.java("-cp", workshop.everything(), "com.example.app.App", mappedUri());

        assertThat(said).contains(RECEIVED).contains("drained true");
    }

    @Test
    void onTheModulePathAPlugInIsFound() throws Exception {
        assumeTrue(workshop.hasModules(), "the artifacts were compiled without descriptors");

        String said =
                workshop.java("-p", workshop.everything(), "-m", "com.example.app/com.example.app.App", mappedUri());

        assertThat(said).contains(RECEIVED).contains("drained true");
    }

    private static String mappedUri() {
        return "mapped://" + folder.resolve("mapped");
    }

    /** What a build plug-in makes that keeps one file of each name. */
    @Test
    void aFatJarThatLostAServicesFileSaysSoAndRegisterCuresIt() throws Exception {
        Path fat = workshop.fatJar("millrace-api");
        String uri = "tcp://127.0.0.1:0";

        String lost = workshop.java("-cp", fat.toString(), "com.example.app.App", uri);
        String cured = workshop.java("-cp", fat.toString(), "com.example.app.App", uri, "register");

        assertThat(lost)
                .contains("UNKNOWN_SCHEME")
                .contains("io.millrace.transport.tcp.TcpTransportProvider is on the class path")
                .contains("META-INF/services/io.millrace.spi.TransportProvider")
                .contains("register(new io.millrace.transport.tcp.TcpTransportProvider())");
        assertThat(cured).contains(RECEIVED).contains("drained true");
    }

    /** The command finds what lies in its folder of plug-ins. */
    @Test
    void theCommandTakesAPlugInFromAFolder() throws Exception {
        String said = workshop.java(
                "-cp",
                System.getProperty("java.class.path") + ":" + workshop.folderOf("plugin") + "/*",
                "io.millrace.cli.Main",
                "doctor");

        assertThat(said).contains("mapped: " + workshop.folderOf("plugin"));
        assertThat(Files.readString(Workshop.ROOT.resolve("millrace")))
                .contains("${MILLRACE_PLUGINS:-$MILLRACE_HOME/plugins}/*");
    }

    /** Who imports the bill of materials gets every artifact that is published, in the version of this build. */
    @Test
    void theBillOfMaterialsNamesWhatIsPublished() throws IOException {
        String bom = Files.readString(Workshop.ROOT.resolve("bom/pom.xml"));
        String parent = Files.readString(Workshop.ROOT.resolve("pom.xml"));
        String version = parent.replaceFirst("(?s).*?<version>(.*?)</version>.*", "$1");

        assertThat(bom).contains("<version>" + version + "</version>").doesNotContain("<parent>");
        for (String module : List.of(
                "spi", "api", "transport-tcp", "transport-tcps", "transport-uds", "transport-redis", "test", "tck")) {
            assertThat(bom).contains("<artifactId>millrace-" + module + "</artifactId>");
        }
    }
}
