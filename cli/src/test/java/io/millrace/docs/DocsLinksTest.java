// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a document refers to in the repository is there. */
class DocsLinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern EXTERNAL = Pattern.compile("(https?|mailto):.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern LOCAL_PATH =
            Pattern.compile("file:/|(?<![\\w./])/(home|root|work|Users|tmp|var|opt|usr|mnt)/");

    private record Link(Path document, String target) {
        boolean isBroken() {
            int hash = target.indexOf('#');
            String path = hash < 0 ? target : target.substring(0, hash);
            Path file = path.isEmpty() ? document : document.resolveSibling(path);
            if (!Files.exists(file)) {
                return true;
            }
            return hash >= 0 && !anchors(file).contains(target.substring(hash + 1));
        }
    }

    @Test
    void relativeLinksAndTheirAnchorsExist() {
        assertThat(links()).hasSizeGreaterThan(20).filteredOn(Link::isBroken).isEmpty();
    }

    @Test
    void noLinkLeavesTheRepository() {
        assertThat(links())
                .filteredOn(link -> link.target.startsWith("/")
                        || !link.document
                                .resolveSibling(link.target)
                                .normalize()
                                .startsWith(Documents.root()))
                .isEmpty();
    }

    @Test
    void noDocumentNamesAFolderOfSomebodysMachine() {
        for (Path document : Documents.all()) {
            assertThat(LOCAL_PATH.matcher(Documents.read(document)).results())
                    .as("absolute paths in %s", document)
                    .isEmpty();
        }
    }

    private static List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (Path document : Documents.all()) {
            Matcher matcher = LINK.matcher(Documents.prose(Documents.read(document)));
            while (matcher.find()) {
                if (!EXTERNAL.matcher(matcher.group(1)).matches()) {
                    links.add(new Link(document, matcher.group(1)));
                }
            }
        }
        return links;
    }

    /** The names that GitHub gives to headings. */
    private static Set<String> anchors(Path document) {
        return HEADING.matcher(Documents.prose(Documents.read(document)))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
