package dev.hangup.log;

/**
 * The text of an error, parted into what it says and the frames of its stack traces. Query strings, colours and what is said
 * of suppressed exceptions are left out. Each line ends with a line feed, and one stands before the first.
 *
 * @param words what it says, as written
 * @param letters the same, in small letters
 * @param frames the frames, in small letters
 */
record ErrorText(String words, String letters, String frames) {
    private static final int LONGEST = 1 << 16;
    private static final char ESCAPE = 0x1b;

    static ErrorText of(String text) {
        StringBuilder words = new StringBuilder("\n");
        StringBuilder frames = new StringBuilder("\n");
        int suppressedIndent = 0;
        boolean inPython = false;
        int end = Math.min(text.length(), LONGEST);
        for (int from = 0, to; from < end; from = to + 1) {
            int feed = text.indexOf('\n', from);
            to = feed < 0 || feed > end ? end : feed;
            int first = from;
            while (first < to && text.charAt(first) <= ' ' && text.charAt(first) != ESCAPE) {
                first++;
            }
            int indent = first - from;
            if (text.startsWith("Suppressed: ", first)) {
                suppressedIndent = indent;
                continue;
            }
            boolean suppressed = suppressedIndent > 0 && indent >= suppressedIndent;
            suppressedIndent = suppressed ? suppressedIndent : 0;
            inPython = text.startsWith("File \"", first) || inPython && indent > 0;
            if (inPython || isFrame(text, first)) {
                append(frames, text, first, to);
            } else if (!suppressed) {
                append(words, text, first, to);
            }
        }
        return new ErrorText(words.toString(), small(words), small(frames));
    }

    private static boolean isFrame(String text, int at) {
        return text.startsWith("at ", at) || text.startsWith("from /", at) || text.startsWith("... ", at);
    }

    private static void append(StringBuilder to, String text, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == ESCAPE) {
                while (i + 1 < end && !Character.isLetter(text.charAt(i))) {
                    i++;
                }
            } else if (c == '?' && i + 1 < end && text.charAt(i + 1) != ' ') {
                while (i + 1 < end && !endsTarget(text.charAt(i + 1))) {
                    i++;
                }
            } else if (c != '\r') {
                to.append(c);
            }
        }
        to.append('\n');
    }

    private static boolean endsTarget(char c) {
        return c <= ' ' || c == '"' || c == '<' || c == '>';
    }

    /** One character for one, unlike {@link String#toLowerCase()}, so that a place in the one is a place in the other. */
    static String small(CharSequence text) {
        char[] letters = new char[text.length()];
        for (int i = 0; i < letters.length; i++) {
            letters[i] = Character.toLowerCase(text.charAt(i));
        }
        return new String(letters);
    }

    /** The whole words of the {@code length} characters from {@code at}, with the exception that says no more than these. */
    String said(int at, int length) {
        int from = at;
        int end = at + length;
        while (from < end && !Character.isLetterOrDigit(words.charAt(from))) {
            from++;
        }
        while (end > from && !Character.isLetterOrDigit(words.charAt(end - 1))) {
            end--;
        }
        while (end < words.length() && Character.isLetterOrDigit(words.charAt(end))) {
            end++;
        }
        while (from > 0 && isNamePart(words.charAt(from - 1))) {
            from--;
        }
        if (words.startsWith(": ", from - 2)) {
            int name = from - 2;
            while (name > 0 && isNamePart(words.charAt(name - 1))) {
                name--;
            }
            if (Continuations.isException(words, name)) {
                from = name;
            }
        }
        return words.substring(from, end);
    }

    private static boolean isNamePart(char c) {
        return c == '.' || c == '$' || c == '_' || Character.isLetterOrDigit(c);
    }
}
