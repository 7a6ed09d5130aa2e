// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Names the targets; writes the inputs that a campaign begins with: {@code Fuzz DIRECTORY}. */
public final class Fuzz {

    /** A target and its seeds. */
    public enum Target {
        /** Decoders and cursor. */
        FRAME(FrameTarget::fuzzerTestOneInput),
        /** A stranger's first bytes. */
        HELLO(HelloTarget::fuzzerTestOneInput),
        /** A live session. */
        SESSION(SessionTarget::fuzzerTestOneInput),
        /** URIs and options. */
        URI(UriTarget::fuzzerTestOneInput),
        /** Session tokens. */
        TOKEN(TokenTarget::fuzzerTestOneInput);

        @SuppressWarnings("ImmutableEnumChecker") // a method
        private final Input input;

        private interface Input {
            void run(byte[] data);
        }

        Target(Input input) {
            this.input = input;
        }

        /** Runs one input; throws what is a finding. */
        public void run(byte[] data) {
            input.run(data);
        }

        /** Inputs in which everything is right. */
        public List<byte[]> seeds() {
            Seeds seeds = new Seeds();
            return switch (this) {
                case FRAME -> seeds.frames();
                case HELLO -> seeds.hellos();
                case SESSION -> seeds.sessions();
                case URI -> seeds.uris();
                case TOKEN -> seeds.tokens();
            };
        }
    }

    private Fuzz() {}

    /** Writes the seeds of each target into a directory of its name. */
    public static void main(String[] args) throws IOException {
        for (Target target : Target.values()) {
            Path directory = Files.createDirectories(Path.of(args[0], target.name()));
            int number = 0;
            for (byte[] seed : target.seeds()) {
                Files.write(directory.resolve("seed-" + number++), seed);
            }
        }
    }
}
