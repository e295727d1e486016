package dev.hangup.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of text for a terminal: wrapped to its width, styled where it has colours. Whatever comes from outside, such as
 * the name of a file, is stripped of control characters, so that it cannot steer the terminal.
 */
final class Page {
    /** How a piece of text looks; without colours all look the same. */
    enum Style {
        PLAIN(""),
        BOLD("\033[1m"),
        DIM("\033[2m"),
        ALARM("\033[1;31m");

        private final String start;

        Style(String start) {
            this.start = start;
        }
    }

    /** Text of one style. */
    record Span(String text, Style style) {}

    private static final String END = "\033[0m";
    private static final int NARROWEST = 40;

    private final PrintStream out;
    private final boolean colour;
    private final int width;

    Page(PrintStream out, boolean colour, int width) {
        this.out = out;
        this.colour = colour;
        this.width = Math.max(NARROWEST, width);
    }

    int width() {
        return width;
    }

    static Span plain(String text) {
        return new Span(text, Style.PLAIN);
    }

    static Span dim(String text) {
        return new Span(text, Style.DIM);
    }

    void blank() {
        out.print('\n');
    }

    /** One line, cut at the width. */
    void line(Span... spans) {
        StringBuilder line = new StringBuilder();
        int left = width;
        for (Span span : spans) {
            String text = clean(span.text());
            if (text.length() > left) {
                text = text.substring(0, left);
            }
            left -= text.length();
            boolean styled = colour && span.style() != Style.PLAIN && !text.isBlank();
            line.append(styled ? span.style().start + text + END : text);
        }
        out.print(line.toString().stripTrailing());
        out.print('\n');
    }

    /** A line across the page that says what begins here. */
    void rule(String what) {
        String start = "--- " + what + " ";
        line(dim(start + "-".repeat(Math.max(0, width - start.length()))));
    }

    /** Text that goes on below itself, right of {@code head}. */
    void hanging(Span head, String text, Style style) {
        hanging(head, " ".repeat(head.text().length()), text, style);
    }

    /** Text whose first line stands right of {@code head}, and whose other lines stand right of {@code margin}. */
    void hanging(Span head, String margin, String text, Style style) {
        Span before = head;
        for (String line : wrap(clean(text), width - Math.max(head.text().length(), margin.length()))) {
            line(before, new Span(line, style));
            before = plain(margin);
        }
    }

    /** A label in a column of {@code labelWidth}, its text right of it. */
    void labelled(int indent, int labelWidth, String label, String text) {
        labelled(indent, labelWidth, label, text, Style.PLAIN);
    }

    void labelled(int indent, int labelWidth, String label, String text, Style style) {
        hanging(dim(" ".repeat(indent) + pad(label, labelWidth)), text, style);
    }

    /** The title of a part of an incident. */
    void section(String title) {
        section(title, "");
    }

    /** The title of a part that has only one short line. */
    void section(String title, String content) {
        blank();
        line(new Span("    " + title, Style.BOLD), plain(content.isEmpty() ? "" : ": " + content));
    }

    /** The text in lines of at most {@code room} characters, broken at spaces; longer words are broken anywhere. */
    static List<String> wrap(String text, int room) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (line.length() > 0) {
                line.append(' ');
            }
            line.append(word);
            while (line.length() > room) {
                lines.add(line.substring(0, room));
                line.delete(0, room);
            }
        }
        if (line.length() > 0 || lines.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    static String pad(String text, int length) {
        return text + " ".repeat(Math.max(0, length - text.length()));
    }

    static String padLeft(String text, int length) {
        return " ".repeat(Math.max(0, length - text.length())) + text;
    }

    /** The text as a sentence: a capital at its beginning, a full stop at its end. */
    static String sentence(String clause) {
        if (clause.isEmpty()) {
            return clause;
        }
        String whole = Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
        return whole.endsWith(".") ? whole : whole + ".";
    }

    private static String clean(String text) {
        StringBuilder cleaned = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean harmless = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            cleaned.appendCodePoint(harmless ? point : '?');
        });
        return cleaned.toString();
    }
}
