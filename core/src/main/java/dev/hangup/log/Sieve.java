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
 * Corasick, 1975), which costs one step in a table for a byte, however many needles there are. ASCII letters count as the same
 * in either case. Of a line no more than its first needle is found.
 *
 * <p>A step waits for the one before it, and the processor could do more meanwhile: so the bytes are cut in thirds at ends of
 * lines, where every search begins anew, and all three are gone through at once. With that, a table whose rows have a place
 * for each byte is a third faster than a small one of classes of bytes, which takes two steps.
 */
final class Sieve {
    /** The most bytes to look through at once: what a processor's second cache holds. */
    static final int LONGEST = 1 << 16;

    private static final int ROW = 256;
    private static final int WORTH_CUTTING = 4096;

    /** For every state and byte the place of the state that follows: the root's first, those that are noted last. */
    private final int[] next;

    /** In which a line begins: it is like the root, but tells that a line has ended. */
    private final int newline;

    private final Sights first = new Sights();
    private final Sights second = new Sights();
    private final Sights third = new Sights();
    private int state;

    /** One that finds what {@code table} was made for, which may be shared. */
    Sieve(int[] table) {
        next = table;
        newline = next.length - 2 * ROW;
    }

    /** The automaton that finds {@code needles}: it takes milliseconds to make, and is only read. */
    static int[] table(Collection<String> needles) {
        Trie trie = new Trie();
        needles.forEach(trie::add);
        return trie.table();
    }

    /** Goes on over {@code bytes}, at most {@value #LONGEST} of them, and tells {@code lines} what is there. */
    void scan(byte[] bytes, int from, int to, Lines lines) {
        first.count = 0;
        second.count = 0;
        third.count = 0;
        int length = to - from;
        int b = length < WORTH_CUTTING ? to : afterNewline(bytes, from + length / 3, to);
        int c = afterNewline(bytes, Math.max(b, from + length / 3 * 2), to);
        if (c < to) {
            int together = Math.min(Math.min(b - from, c - b), to - c);
            three(bytes, from, b, c, together);
            first.go(bytes, from + together, b);
            second.go(bytes, b + together, c);
            third.go(bytes, c + together, to);
            state = third.state;
        } else {
            first.state = state;
            first.go(bytes, from, to);
            state = first.state;
        }
        first.tell(lines);
        second.tell(lines);
        third.tell(lines);
    }

    private static int afterNewline(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, to);
    }

    /** Goes over {@code length} bytes from each of the three places on. */
    private void three(byte[] bytes, int a, int b, int c, int length) {
        int[] table = next;
        int noted = newline;
        int s = state;
        int t = newline;
        int u = newline;
        int end = a + length;
        for (int i = a, j = b, k = c; i < end; i++, j++, k++) {
            s = table[s + (bytes[i] & 0xff)];
            t = table[t + (bytes[j] & 0xff)];
            u = table[u + (bytes[k] & 0xff)];
            if (s >= noted) {
                first.note(i, s == noted);
            }
            if (t >= noted) {
                second.note(j, t == noted);
            }
            if (u >= noted) {
                third.note(k, u == noted);
            }
        }
        first.state = s;
        second.state = t;
        third.state = u;
    }

    /** What is told of the bytes, in their order. */
    interface Lines {
        /** A needle ends at {@code at}, the first one in its line. */
        void needle(int at);

        /** The newline at {@code at} ends a line. */
        void end(int at);
    }

    /** Where something was seen in one part of the bytes, a needle's place as its complement. */
    private final class Sights {
        private final int[] places = new int[LONGEST];
        private int count;
        private int state;

        void note(int place, boolean isNewline) {
            places[count++] = isNewline ? place : ~place;
        }

        void go(byte[] bytes, int from, int to) {
            int s = state;
            for (int i = from; i < to; i++) {
                s = next[s + (bytes[i] & 0xff)];
                if (s >= newline) {
                    note(i, s == newline);
                }
            }
            state = s;
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

    /** The beginnings of all needles as a tree of states; where one is complete, the search is over, and the tree ends. */
    private static final class Trie {
        private static final int ROOT = 0;
        private static final int NONE = -1;
        private static final int FOUND = -2;

        private final List<int[]> rows = new ArrayList<>();

        Trie() {
            newState();
        }

        private int newState() {
            int[] row = new int[ROW];
            Arrays.fill(row, NONE);
            rows.add(row);
            return rows.size() - 1;
        }

        void add(String needle) {
            byte[] bytes = needle.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            int at = ROOT;
            for (int i = 0; i < bytes.length && at != FOUND; i++) {
                int[] row = rows.get(at);
                int b = bytes[i] & 0xff;
                if (i == bytes.length - 1) {
                    row[b] = FOUND;
                } else if (row[b] == NONE) {
                    row[b] = newState();
                }
                at = row[b];
            }
        }

        /** After the tree's own states come three: the rest of a line that has a needle, its newline, and the needle's end. */
        int[] table() {
            link();
            int rest = rows.size() * ROW;
            int newline = rest + ROW;
            int found = newline + ROW;
            int[] table = new int[found + ROW];
            for (int s = 0; s < rows.size(); s++) {
                for (int b = 0; b < ROW; b++) {
                    int next = rows.get(s)[lowered(b)];
                    table[s * ROW + b] = next == FOUND ? found : next * ROW;
                }
            }
            System.arraycopy(table, 0, table, newline, ROW);
            Arrays.fill(table, rest, newline, rest);
            Arrays.fill(table, found, found + ROW, rest);
            for (int s = 0; s < table.length; s += ROW) {
                table[s + '\n'] = newline;
            }
            return table;
        }

        private static int lowered(int b) {
            return b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b;
        }

        /** Breadth first: what a state lacks it has from the longest end of it that is a state too. */
        private void link() {
            int[] end = new int[rows.size()];
            Queue<Integer> waiting = new ArrayDeque<>();
            waiting.add(ROOT);
            while (!waiting.isEmpty()) {
                int at = waiting.remove();
                int[] row = rows.get(at);
                for (int b = 0; b < ROW; b++) {
                    int ofEnd = at == ROOT ? ROOT : rows.get(end[at])[b];
                    if (row[b] == NONE || ofEnd == FOUND) {
                        row[b] = ofEnd;
                    } else if (row[b] != FOUND) {
                        end[row[b]] = ofEnd;
                        waiting.add(row[b]);
                    }
                }
            }
        }
    }
}
