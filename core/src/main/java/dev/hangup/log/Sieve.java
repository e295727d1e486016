package dev.hangup.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * Finds the ends of lines, and the lines that may tell of a failure, in one pass: a deterministic automaton (Aho and
 * Corasick, 1975) over classes of bytes, which costs one step in a table for a byte, however many needles there are. ASCII
 * letters count as the same in either case. Of a line no more than its first needle is found.
 *
 * <p>A step waits for the one before it, and the processor could do more meanwhile: so the bytes are cut in two halves at the
 * end of a line, where every search begins anew, and both are gone through at once.
 */
final class Sieve {
    /** The most bytes to look through at once: what a processor's second cache holds. */
    static final int LONGEST = 1 << 16;

    private static final int OTHER = 0;
    private static final int NEWLINE = 1;
    private static final int WORTH_HALVING = 1024;

    private final int[] classOf = new int[256];
    /** For every state and class the place of the state that follows: the root's first, those that are noted last. */
    private final char[] next;

    /** In which a line begins: it is like the root, but tells that a line has ended. */
    private final int newline;

    private final Sights first = new Sights();
    private final Sights second = new Sights();
    private int state;

    Sieve(Collection<String> needles) {
        int classes = classify(needles);
        Trie trie = new Trie(classes);
        for (String needle : needles) {
            trie.add(classesOf(needle));
        }
        next = trie.table();
        newline = next.length - 2 * classes;
    }

    /** Goes on over {@code bytes}, at most {@value #LONGEST} of them, and tells {@code lines} what is there. */
    void scan(byte[] bytes, int from, int to, Lines lines) {
        first.count = 0;
        second.count = 0;
        int middle = to - from < WORTH_HALVING ? to : afterNewline(bytes, (from + to) >>> 1, to);
        int a = from;
        int b = middle;
        if (middle < to) {
            int together = Math.min(middle - from, to - middle);
            a = from + together;
            b = middle + together;
            int stateOfSecond = both(bytes, from, a, middle);
            state = one(bytes, a, middle, state, first);
            a = middle;
            state = one(bytes, b, to, stateOfSecond, second);
        } else {
            state = one(bytes, a, to, state, first);
        }
        first.tell(lines);
        second.tell(lines);
    }

    private static int afterNewline(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, to);
    }

    /** Goes from {@code from} to {@code to} and, as far, from {@code other} on; returns the state that the latter ends in. */
    private int both(byte[] bytes, int from, int to, int other) {
        char[] table = next;
        int[] classes = classOf;
        int noted = newline;
        int ahead = other - from;
        int s = state;
        int t = newline;
        for (int i = from; i < to; i++) {
            s = table[s + classes[bytes[i] & 0xff]];
            t = table[t + classes[bytes[i + ahead] & 0xff]];
            if (s >= noted) {
                first.note(i, s == noted);
            }
            if (t >= noted) {
                second.note(i + ahead, t == noted);
            }
        }
        state = s;
        return t;
    }

    private int one(byte[] bytes, int from, int to, int start, Sights sights) {
        char[] table = next;
        int[] classes = classOf;
        int noted = newline;
        int s = start;
        for (int i = from; i < to; i++) {
            s = table[s + classes[bytes[i] & 0xff]];
            if (s >= noted) {
                sights.note(i, s == noted);
            }
        }
        return s;
    }

    /** What is told of the bytes, in their order. */
    interface Lines {
        /** A needle ends at {@code at}, the first one in its line. */
        void needle(int at);

        /** The newline at {@code at} ends a line. */
        void end(int at);
    }

    /** Where something was seen; a needle's place as its complement. */
    private static final class Sights {
        private final int[] places = new int[LONGEST];
        private int count;

        void note(int place, boolean isNewline) {
            places[count++] = isNewline ? place : ~place;
        }

        void tell(Lines lines) {
            for (int i = 0; i < count; i++) {
                if (places[i] < 0) {
                    lines.needle(~places[i]);
                } else {
                    lines.end(places[i]);
                }
            }
        }
    }

    /** Gives every byte that occurs in needles a class of its own; returns how many classes there are. */
    private int classify(Collection<String> needles) {
        int classes = NEWLINE + 1;
        classOf['\n'] = NEWLINE;
        for (String needle : needles) {
            for (byte b : lowered(needle)) {
                if (classOf[b & 0xff] == OTHER) {
                    classOf[b & 0xff] = classes++;
                }
            }
        }
        for (int letter = 'a'; letter <= 'z'; letter++) {
            classOf[letter - 'a' + 'A'] = classOf[letter];
        }
        return classes;
    }

    private int[] classesOf(String needle) {
        byte[] bytes = lowered(needle);
        int[] path = new int[bytes.length];
        for (int i = 0; i < path.length; i++) {
            path[i] = classOf[bytes[i] & 0xff];
        }
        return path;
    }

    private static byte[] lowered(String needle) {
        return needle.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /** The beginnings of all needles as a tree of states; where one is complete, the search is over, and the tree ends. */
    private static final class Trie {
        private static final int ROOT = 0;
        private static final int NONE = -1;
        private static final int FOUND = -2;

        private final int classes;
        private final List<int[]> rows = new ArrayList<>();

        Trie(int classes) {
            this.classes = classes;
            newState();
        }

        private int newState() {
            int[] row = new int[classes];
            Arrays.fill(row, NONE);
            rows.add(row);
            return rows.size() - 1;
        }

        void add(int[] path) {
            int at = ROOT;
            for (int i = 0; i < path.length && at != FOUND; i++) {
                int[] row = rows.get(at);
                if (i == path.length - 1) {
                    row[path[i]] = FOUND;
                } else if (row[path[i]] == NONE) {
                    row[path[i]] = newState();
                }
                at = row[path[i]];
            }
        }

        /** After the tree's own states come three: the rest of a line that has a needle, its newline, and the needle's end. */
        char[] table() {
            link();
            int rest = rows.size() * classes;
            int newline = rest + classes;
            int found = newline + classes;
            if (found > Character.MAX_VALUE) {
                throw new IllegalArgumentException("too many needles: " + rows.size() + " states of " + classes);
            }
            char[] table = new char[found + classes];
            for (int s = 0; s < rows.size(); s++) {
                for (int c = 0; c < classes; c++) {
                    int next = rows.get(s)[c];
                    table[s * classes + c] = (char) (next == FOUND ? found : next * classes);
                }
            }
            System.arraycopy(table, 0, table, newline, classes);
            Arrays.fill(table, rest, newline, (char) rest);
            Arrays.fill(table, found, found + classes, (char) rest);
            for (int s = NEWLINE; s < table.length; s += classes) {
                table[s] = (char) newline;
            }
            return table;
        }

        /** Breadth first: what a state lacks it has from the longest end of it that is a state too. */
        private void link() {
            int[] end = new int[rows.size()];
            Queue<Integer> waiting = new ArrayDeque<>();
            waiting.add(ROOT);
            while (!waiting.isEmpty()) {
                int at = waiting.remove();
                int[] row = rows.get(at);
                for (int c = 0; c < classes; c++) {
                    int ofEnd = at == ROOT ? ROOT : rows.get(end[at])[c];
                    if (row[c] == NONE || ofEnd == FOUND) {
                        row[c] = ofEnd;
                    } else if (row[c] != FOUND) {
                        end[row[c]] = ofEnd;
                        waiting.add(row[c]);
                    }
                }
            }
        }
    }
}
