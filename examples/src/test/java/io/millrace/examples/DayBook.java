// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Writes {@code corpus.txt}: the day-book of a mill that never was. Every word of it was written for this project, and
 * {@link Random} with a fixed seed puts the pieces together, so that anyone gets the same bytes again. Run its main method
 * with the file's path to write it anew.
 */
final class DayBook {
    static final String FILE = "/io/millrace/examples/corpus.txt";

    private static final long SEED = 1_838L;
    private static final int DAYS = 900;

    private static final String[] WEATHER = {
        "Fog until noon", "A clear cold morning", "Rain all night and no sign of an end", "Wind from the west",
                "Still air",
        "Hail at four", "Snow on the weir", "Such heat that the rats sleep", "Thunder beyond the hill", "Mild",
    };
    private static final String[] PEOPLE = {
        "Old Ferrant", "the widow Askew", "Jørgen from the ferry", "Mrs. Quillfeather", "the two Lindqvist boys", "Zoë",
        "the priest of Saint-Père", "a man who would not give his name", "Piotr Żak", "the carter", "Ambrož", "Σοφία",
    };
    private static final String[] GRAIN = {
        "barley", "rye", "wheat", "oats", "spelt", "buckwheat", "maize", "a sack of mixed sweepings",
    };
    private static final String[] REMARKS = {
        "the wheel turned before I had drawn my coat on.",
        "the sluice sticks, and I have greased it with what was left of the goose.",
        "nothing was lost, and nothing was weighed twice.",
        "the runner stone sings on the third turn; it wants dressing.",
        "the race ran brim-full and the tail water stood still, as if the river were making up its mind.",
        "one paddle is cracked and two are only pretending.",
        "I counted the sacks in, and I counted them out, and the two counts were friends.",
        "the miller's cat has taken the sluice-keeper's chair and will not discuss it.",
        "when the gate fell the wheel went on a while from habit, and so did we.",
        "they asked whether the flour was theirs; I showed them the tally, notch by notch.",
        "a bridge plank broke, and the carts waited in a row in their order until there was a new one.",
        "water that has gone by does not grind, my father said, but he never met a ledger.",
    };
    private static final String[] ABROAD = {
        "Wer zuerst kommt, mahlt zuerst; heute kam niemand, und so mahlte ich für mich.",
        "L'eau était si claire qu'on voyait la roue deux fois, une fois à l'endroit.",
        "Il mulino gira, ma è l'acqua che paga.",
        "水车转着,人也转着。",
        "川は急がないが、いつも先に着く。",
        "Вода шла ровно, и день шёл за ней.",
        "Το νερό δεν ξεχνά τον δρόμο του.",
        "Młyn milczy, gdy woda mówi.",
        "न पानी रुका, न चक्की।",
        "Drawn in the margin: a duck 🦆, a wheel ☸, and a sum that does not come out.",
    };
    private static final String[] VERSE = {
        "Turn, wheel, turn, the day is long,", "the water knows one single song,", "and what went in comes out again,",
        "each in its place, the grain, the grain.", "Let fall the gate, let break the rope:",
                "who kept the tally keeps the hope.",
    };

    private final Random random = new Random(SEED);
    private final StringBuilder text = new StringBuilder(400_000);

    private DayBook() {}

    static String write() {
        DayBook book = new DayBook();
        book.text.append("THE DAY-BOOK OF WEIR MILL\n\n");
        for (int day = 1; day <= DAYS; day++) {
            book.day(day);
        }
        return book.text.toString();
    }

    /** Writes the text to the file that is named. */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), write(), StandardCharsets.UTF_8);
    }

    private void day(int day) {
        line("Day " + day + ".");
        line(pick(WEATHER) + "; water at the gauge " + number(2, 9) + " feet " + number(0, 11) + " inches.");
        for (int i = number(0, 4); i > 0; i--) {
            line(capital(pick(PEOPLE)) + " brought " + pick(GRAIN) + ", " + number(1, 40) + " bushels, and took home "
                    + number(10, 1_900) + " lb.");
        }
        paragraph(number(0, 4));
        if (number(1, 6) == 1) {
            line(pick(ABROAD));
        }
        if (number(1, 25) == 1) {
            line("");
            for (String verse : VERSE) {
                line("    " + verse);
            }
        }
        line(tally());
        line("");
    }

    // One line of several sentences, as long as the day was.
    private void paragraph(int sentences) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            line.append(line.isEmpty() ? "" : " ").append(capital(pick(REMARKS)));
        }
        if (!line.isEmpty()) {
            line(line.toString());
        }
    }

    private String tally() {
        return "|".repeat(number(1, 30)) + " = " + number(1, 99_999) + " ½ d.";
    }

    private static String capital(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    private int number(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    private String pick(String[] pieces) {
        return pieces[random.nextInt(pieces.length)];
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
