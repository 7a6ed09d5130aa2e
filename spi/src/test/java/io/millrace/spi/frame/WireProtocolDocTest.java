// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.spi.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples and the table of kinds in docs/wire-protocol.md are what the code does. */
class WireProtocolDocTest {

    private static final Pattern EXAMPLE = Pattern.compile("```hex\n# (\\S+) (.*)\n([^`]*)```");
    private static final Pattern BYTE = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern KIND_ROW = Pattern.compile("(?m)^\\| (\\d+) \\| ([A-Z]+) \\|");

    /** A fenced block: the name of its kind, the rest of its title, its bytes. */
    record Example(String kind, String title, String hex) {
        byte[] frame() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return kind + " " + title;
        }
    }

    private static String document() {
        // The working directory is the module's in Maven, may be the repository's in an IDE.
        Path inModule = Path.of("../docs/wire-protocol.md");
        try {
            return Files.readString(Files.exists(inModule) ? inModule : Path.of("docs/wire-protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        Matcher matcher = EXAMPLE.matcher(document());
        while (matcher.find()) {
            examples.add(new Example(matcher.group(1), matcher.group(2), hex(matcher.group(3))));
        }
        return examples;
    }

    /** Reads the bytes of a block, and checks that the offset behind each {@code #} is that of its line. */
    private static String hex(String block) {
        StringBuilder hex = new StringBuilder();
        block.lines().forEach(line -> {
            String[] parts = line.split("#", 2);
            assertThat(Integer.parseInt(parts[1].strip().split(" ", 2)[0]))
                    .as(line)
                    .isEqualTo(hex.length() / 2);
            BYTE.matcher(parts[0]).results().forEach(b -> hex.append(b.group()));
        });
        return hex.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleDecodesAndEncodesToTheSameBytes(Example example) {
        ByteBuffer b = Recoding.littleEndian(example.frame());
        int kind = FrameFlyweight.kind(b, 0);
        boolean checksum = (FrameFlyweight.flags(b, 0) & FrameDescriptor.FLAG_CHECKSUM) != 0;
        assertThat(FrameDescriptor.kindName(kind)).isEqualTo(example.kind);
        assertThat(Recoding.recode(example.frame(), checksum)).isEqualTo(example.frame());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleIsAFrameThatTheEncodersOfThisVersionWrite(Example example) {
        assertThat(SampleFrames.all().values()).contains(example.frame());
    }

    @Test
    void everyKindOfTodayHasAnExample() {
        List<String> kinds = new ArrayList<>(List.of("PAD", "DATA"));
        for (int kind = FrameDescriptor.KIND_HELLO; kind <= FrameDescriptor.KIND_UNSUBSCRIBE; kind++) {
            kinds.add(FrameDescriptor.kindName(kind));
        }
        assertThat(examples()).extracting(Example::kind).containsAll(kinds);
        assertThat(examples()).hasSameSizeAs(SampleFrames.all().keySet());
    }

    @Test
    void theTableOfKindsIsThatOfTheCode() {
        String document = document();
        int start = document.indexOf("\n### Kinds\n");
        String section = document.substring(start, document.indexOf("\n### ", start + 1));
        Map<Integer, String> documented = new TreeMap<>();
        Matcher row = KIND_ROW.matcher(section);
        while (row.find()) {
            documented.put(Integer.parseInt(row.group(1)), row.group(2));
        }
        Map<Integer, String> known = new TreeMap<>();
        for (int kind = 0; kind < FrameDescriptor.KIND_SKIPPABLE; kind++) {
            if (FrameDescriptor.isKnownKind(kind)) {
                known.put(kind, FrameDescriptor.kindName(kind));
            }
        }
        assertThat(documented).isEqualTo(known);
    }
}
