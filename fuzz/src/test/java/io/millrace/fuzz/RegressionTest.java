// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fuzz.Fuzz.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input that a campaign has kept, the seeds, and changes of the seeds by chance: no finding, little memory. */
class RegressionTest {

    private static final int CHANGES_OF_EACH = 2_000;
    private static final int MOST_BYTES_OF_AN_INPUT = 1 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void corpus(Target target) throws IOException {
        Path directory = Path.of("src", "corpus", target.name());
        int count = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                target.run(Files.readAllBytes(file));
                count++;
            }
        }
        assertThat(count).as("inputs in %s", directory.toAbsolutePath()).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void seedsAndChangesOfThem(Target target) {
        SplittableRandom random = new SplittableRandom(42);
        List<byte[]> seeds = target.seeds();
        seeds.forEach(target::run);
        for (int i = 0; i < CHANGES_OF_EACH; i++) {
            byte[] input = changed(seeds.get(random.nextInt(seeds.size())), random);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            target.run(input);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated for one input of %d bytes", input.length)
                    .isLessThan(MOST_BYTES_OF_AN_INPUT);
        }
    }

    private static byte[] changed(byte[] seed, SplittableRandom random) {
        byte[] input = seed.clone();
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
            int at = random.nextInt(input.length);
            switch (random.nextInt(4)) {
                case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> input[at] = (byte) random.nextInt();
                case 2 -> input[at] = random.nextBoolean() ? 0 : (byte) -1;
                default -> {
                    if (input.length > 8) {
                        input = Arrays.copyOf(input, random.nextInt(4, input.length));
                    }
                }
            }
        }
        return input;
    }
}
