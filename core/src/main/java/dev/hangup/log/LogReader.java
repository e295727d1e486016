package dev.hangup.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one log, of whatever program, from its bytes. Lines of requests that went well are passed over by the {@link Sieve}
 * and never become objects; what is left is put together to entries and given to the {@link LogFormats}. Memory does not grow
 * with the log.
 */
public final class LogReader {
    /** How many lines an entry may have begun before the one that tells of a failure. */
    private static final int LOOKED_BACK = 512;

    private static final int LONGEST_LINE = 1 << 16;
    private static final int LONGEST_ENTRY = 1 << 16;
    private static final int LOOKED_BACK_BYTES = 1 << 16;
    private static final int BUFFER = 1 << 19;
    /** Of so many entries of a log one has a time at least, or a known format: prose and sources name a time now and then. */
    private static final int LEAST_FITTING = 10;

    private final String file;
    private final ObjLongConsumer<String> damage;
    private final LogFormats formats;
    private final Sampler sampler = new Sampler();
    private final VersionLines versions;
    private final Sieve sieve = new Sieve(Automaton.OF_ALL_NEEDLES);
    private final SieveLines lines = new SieveLines();

    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private int lineStart;
    /** How many bytes of the current line are no longer in the buffer, since it is too long. */
    private boolean isCut;

    /** How many entries were looked at, how many of them are what a log has, and how many failures they told of. */
    private long looked;

    private long fitting;
    private long failures;

    private @Nullable Consumer<RequestTime> requests;
    private boolean hasNeedle;
    /** The number of the current line. */
    private long line = 1;
    /** Where the last lines begin, each at its number modulo their count. */
    private final int[] starts = new int[LOOKED_BACK];

    private final int[] ends = new int[LOOKED_BACK];

    /** The entry that the next lines may belong to. */
    private @Nullable OpenEntry open;
    /** The last line of the last entry that was read: no entry begins before. */
    private long lastRead;

    /**
     * Prepares for one log.
     *
     * @param file as the user named it
     * @param events gets every failure, in the order of the lines
     * @param damage is told what was left out, and in which line
     */
    public LogReader(String file, Consumer<LogEvent> events, ObjLongConsumer<String> damage) {
        this(file, events, damage, List.of());
    }

    /**
     * Prepares for one log that may have lines in formats of somebody's own.
     *
     * @param file as the user named it
     * @param events gets every failure, in the order of the lines
     * @param damage is told what was left out, and in which line
     * @param accessFormats texts of nginx's {@code log_format}: the strings of the directive put together, without quotes
     */
    public LogReader(
            String file, Consumer<LogEvent> events, ObjLongConsumer<String> damage, List<String> accessFormats) {
        this.file = file;
        this.damage = damage;
        versions = new VersionLines(file);
        formats = new LogFormats(
                event -> {
                    failures++;
                    events.accept(event);
                },
                accessFormats);
    }

    /** Asks for every request of an access log too: then each of its lines is looked at, which takes its time. */
    public void watch(Consumer<RequestTime> everyRequest) {
        requests = everyRequest;
    }

    /** Whether a text that begins like this is a log: a line has a time near its beginning, or is written in a known format. */
    public static boolean recognises(String beginning) {
        LogFormats formats = new LogFormats(event -> {}, List.of());
        byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
        for (int from = 0, to; from < bytes.length; from = to + 1) {
            to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            String text = EntryLines.text(bytes, from, to);
            boolean isComment = text.startsWith("#");
            if (!isComment && (Sampler.timeOf(text) != null || formats.note(new LogEntry("", 1, text)))) {
                return true;
            }
        }
        return false;
    }

    /** Reads on: {@code bytes} from {@code from} until {@code to}. The stream may be cut anywhere. */
    public void accept(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (filled == buffer.length) {
                forget();
            }
            int length = Math.min(Math.min(to - at, Sieve.LONGEST), buffer.length - filled);
            System.arraycopy(bytes, at, buffer, filled, length);
            filled += length;
            at += length;
            sieve.scan(buffer, filled - length, filled, lines);
        }
    }

    /** The stream has ended; the last line may have no end. */
    public void finish() {
        if (filled > lineStart) {
            endLine(filled);
        }
        readOpen();
        for (int back = 1; back < LOOKED_BACK && isKept(line - back); back++) {
            LogTime time = Sampler.timeOf(textOf(line - back));
            if (time != null) {
                sampler.last(line - back, time);
                return;
            }
        }
    }

    /** What is known of the log so far; after {@link #finish}, of all of it. */
    public LogSummary summary() {
        boolean isLog = failures > 0 || fitting > 0 && fitting * LEAST_FITTING >= looked;
        return sampler.summary(line - 1, isLog, formats.areOfRequests(), formats.entries(), versions.seen());
    }

    /** Makes room: what lies before the lines that can be looked back on is no longer needed, nor the rest of a long line. */
    private void forget() {
        int keep = Math.max(0, lineStart - LOOKED_BACK_BYTES);
        if (filled - lineStart > LONGEST_LINE) {
            filled = lineStart + LONGEST_LINE;
            isCut = true;
        }
        System.arraycopy(buffer, keep, buffer, 0, filled - keep);
        filled -= keep;
        lineStart -= keep;
        for (int i = 0; i < LOOKED_BACK; i++) {
            starts[i] -= keep;
            ends[i] -= keep;
        }
    }

    private void endLine(int end) {
        starts[(int) (line % LOOKED_BACK)] = lineStart;
        ends[(int) (line % LOOKED_BACK)] = Math.min(end, lineStart + LONGEST_LINE);
        if (requests != null) {
            RequestTime time = formats.timeOf(textOf(line));
            if (time != null) {
                requests.accept(time);
            }
        }
        boolean isWanted = line >= sampler.wanted();
        if (open != null || hasNeedle || isWanted) {
            look(textOf(line), isCut || end - lineStart > LONGEST_LINE, isWanted);
        }
        line++;
        lineStart = end + 1;
        hasNeedle = false;
        isCut = false;
    }

    private void look(String text, boolean isLonger, boolean isWanted) {
        if (isWanted) {
            sampler.sample(line, text);
        }
        if (hasNeedle) {
            versions.look(line, text);
        }
        if (open != null && !open.take(text)) {
            readOpen();
        }
        if (hasNeedle && isLonger) {
            damage.accept("longer than " + LONGEST_LINE + " bytes: the rest of the line is not read", line);
        }
        if (open == null && hasNeedle) {
            open = opened(text);
        } else if (open == null) {
            looked++;
            fitting += formats.note(new LogEntry(file, line, text)) || Sampler.timeOf(text) != null ? 1 : 0;
        }
    }

    private void readOpen() {
        if (open != null) {
            lastRead = line - 1;
            looked++;
            fitting += formats.read(open.entry(file)) ? 1 : 0;
            open = null;
        }
    }

    /** The entry that the current line belongs to, as far as it has been written: its first lines may lie before. */
    private OpenEntry opened(String text) {
        Deque<String> lines = new ArrayDeque<>(List.of(text));
        Deque<String> blank = new ArrayDeque<>();
        long first = line;
        String following = text;
        for (long number = line - 1; isKept(number) && number > lastRead; number--) {
            String before = textOf(number);
            if (before.isBlank()) {
                blank.addFirst(before);
            } else if (Continuations.isContinuation(before, following)) {
                blank.descendingIterator().forEachRemaining(lines::addFirst);
                blank.clear();
                lines.addFirst(before);
                following = before;
                first = number;
            } else {
                break;
            }
        }
        return new OpenEntry(first, lines);
    }

    private boolean isKept(long number) {
        int start = starts[(int) (number % LOOKED_BACK)];
        return number > 0 && number > line - LOOKED_BACK && start >= Math.max(0, lineStart - LOOKED_BACK_BYTES);
    }

    private String textOf(long number) {
        int slot = (int) (number % LOOKED_BACK);
        return EntryLines.text(buffer, starts[slot], ends[slot]);
    }

    /** Made once, for the first log that is read: recognising one takes none. */
    private static final class Automaton {
        static final int[] OF_ALL_NEEDLES = Sieve.table(Needles.all());
    }

    /** What the sieve sees, line by line. */
    private final class SieveLines implements Sieve.Lines {
        @Override
        public void needle(int at) {
            hasNeedle = true;
        }

        @Override
        public void end(int at) {
            endLine(at);
        }
    }

    /** An entry whose last line may still come. */
    private static final class OpenEntry {
        private final long line;
        private final StringBuilder text;
        private String last;

        OpenEntry(long line, Deque<String> lines) {
            this.line = line;
            text = new StringBuilder(String.join("\n", lines));
            last = lines.getLast();
        }

        /** Takes the next line; false when it belongs to another entry, or this one is long enough. */
        boolean take(String next) {
            if (!Continuations.isContinuation(last, next) || text.length() + next.length() >= LONGEST_ENTRY) {
                return false;
            }
            text.append('\n').append(next);
            last = next.isBlank() ? last : next;
            return true;
        }

        LogEntry entry(String file) {
            return new LogEntry(file, line, text.toString().stripTrailing());
        }
    }
}
