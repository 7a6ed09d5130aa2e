// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.TransportReport;
import io.millrace.cli.CommandRun;
import io.millrace.cli.doctor.Finding.Grade;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoctorTest {

    @Test
    void findsThisMachineInOrder() {
        CommandRun doctor = CommandRun.start("doctor");
        assertThat(doctor.exitCode()).isZero();
        assertThat(doctor.out())
                .contains("Java", Runtime.version().toString(), "cores", "memory", "loopback", "descriptors")
                .containsPattern("ok +transport +mem: ")
                .containsPattern("ok +transport +tcp: ")
                .contains("sent and acknowledged through tcp://127.0.0.1:")
                .contains("Millrace works here");
    }

    @Test
    void aBrokenProviderIsAProblemWithItsCure() {
        List<Finding> findings = TransportChecks.of(List.of(
                new TransportReport("tcp", Set.of("tcp"), "a.jar", null),
                new TransportReport("com.acme.Broken", Set.of(), "b.jar", "rebuild it for this version")));
        assertThat(findings).extracting(Finding::grade).containsExactly(Grade.OK, Grade.PROBLEM);
        assertThat(findings.get(1).text()).isEqualTo("com.acme.Broken in b.jar");
        assertThat(findings.get(1).cure()).isEqualTo("rebuild it for this version");
    }

    @Test
    void noTransportAtAllIsAProblem() {
        assertThat(TransportChecks.of(List.of())).singleElement().satisfies(finding -> assertThat(finding.cure())
                .contains("millrace-transport-tcp"));
    }

    @Test
    void anAddressThatIsNotOursIsAProblem() throws Exception {
        InetAddress documentation = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        assertThat(SystemChecks.loopback(documentation).grade()).isEqualTo(Grade.PROBLEM);
    }

    @Test
    void aSettingOfTheKernelIsReadWhole() throws Exception {
        assumeTrue(Files.exists(SystemChecks.SOMAXCONN), "not Linux, or hidden from us");
        Process cat = new ProcessBuilder("cat", SystemChecks.SOMAXCONN.toString()).start();
        String shown = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(SystemChecks.setting(SystemChecks.SOMAXCONN)).isEqualTo(Long.parseLong(shown.strip()));
    }

    @Test
    void lowLimitsAreWarningsWithACure() {
        for (Finding finding : List.of(
                JavaChecks.cores(1),
                JavaChecks.memory(1 << 20),
                SystemChecks.descriptors(10, 256),
                SystemChecks.backlog(4))) {
            assertThat(finding.grade()).isEqualTo(Grade.WARNING);
            assertThat(finding.cure()).isNotEmpty();
        }
    }
}
