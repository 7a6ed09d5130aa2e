// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.bench.gate;

import io.millrace.bench.driver.Launch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Another commit, checked out in a worktree of its own and compiled there; closing removes it. */
final class ReferenceBuild implements AutoCloseable {
    private final Path repository;
    private final Path checkout;
    private final String shortCommit;

    private ReferenceBuild(Path repository, Path checkout, String shortCommit) {
        this.repository = repository;
        this.checkout = checkout;
        this.shortCommit = shortCommit;
    }

    static ReferenceBuild of(String commit, PrintStream err) throws IOException, InterruptedException {
        Path here = Path.of(System.getProperty("millrace.home", "."));
        Path repository = Path.of(Shell.run(here, "git", "rev-parse", "--show-toplevel"));
        String shortCommit = Shell.run(repository, "git", "rev-parse", "--short", "--verify", commit + "^{commit}");
        Path checkout = Files.createTempDirectory("millrace-base-").resolve(shortCommit);
        Shell.run(repository, "git", "worktree", "add", "--detach", checkout.toString(), shortCommit);
        ReferenceBuild base = new ReferenceBuild(repository, checkout, shortCommit);
        try {
            err.println("building " + shortCommit + " in " + checkout);
            base.compile();
        } catch (IOException | InterruptedException | RuntimeException e) {
            base.close();
            throw e;
        }
        return base;
    }

    private void compile() throws IOException, InterruptedException {
        Set<String> modules = ProductClassPath.modules(Launch.own().classPath());
        List<String> present = new ArrayList<>(modules);
        present.removeIf(module -> !Files.isDirectory(checkout.resolve(module)));
        Shell.run(
                checkout,
                "mvn",
                "-q",
                "-B",
                "--no-transfer-progress",
                "-Dmaven.test.skip=true",
                "-Dspotless.check.skip=true",
                "-Denforcer.skip=true",
                "-pl",
                String.join(",", present),
                "-am",
                "compile");
    }

    String shortCommit() {
        return shortCommit;
    }

    /** Nodes with this build's product, and everything else as in this process. */
    Launch launch() {
        return new Launch(ProductClassPath.from(checkout, Launch.own().classPath()));
    }

    @Override
    public void close() throws IOException {
        try {
            Shell.run(repository, "git", "worktree", "remove", "--force", checkout.toString());
            Path parent = checkout.getParent();
            if (parent != null) {
                Files.deleteIfExists(parent);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
