// Copyright The Millrace Authors
// SPDX-License-Identifier: Apache-2.0
package io.millrace.cli;

/** Colours where a person sees them, and none elsewhere or if {@code NO_COLOR} is set. Immutable. */
public final class Palette {
    private final boolean colours;

    private Palette(boolean colours) {
        this.colours = colours;
    }

    /** For standard output. */
    public static Palette of(Console console) {
        return new Palette(
                console.outTerminal() && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM")));
    }

    /** As it should be. */
    public String good(String text) {
        return paint("32", text);
    }

    /** Worth a look. */
    public String warning(String text) {
        return paint("33", text);
    }

    /** Wrong. */
    public String bad(String text) {
        return paint("1;31", text);
    }

    /** Important. */
    public String strong(String text) {
        return paint("1", text);
    }

    /** Less important. */
    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
