package dev.hangup.log;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Lines as the program wrote them, without what systems, terminals and container runtimes put around them. */
final class EntryLines {
    private static final String DOCKER = "{\"log\":\"";
    private static final char ESCAPE = 0x1b;
    private static final int SHORTEST_CRI_TIME = 20;
    private static final int LONGEST_CRI_TIME = 35;

    private EntryLines() {}

    /** The text of a line; bytes that are no UTF-8 become replacement characters. */
    static String text(byte[] bytes, int from, int to) {
        String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (line.startsWith("\ufeff")) {
            line = line.substring(1);
        }
        if (line.endsWith("\r")) {
            line = line.substring(0, line.length() - 1);
        }
        return line.indexOf(ESCAPE) < 0 ? line : withoutColours(line);
    }

    /** Whether {@code line} belongs to the entry of {@code previous}, the last line before it that is not blank. */
    static boolean continues(String previous, String line) {
        return line.isBlank()
                || line.charAt(0) == ' '
                || line.charAt(0) == '\t'
                || line.charAt(0) == '}'
                || line.startsWith("at ")
                || line.startsWith("...")
                || line.startsWith("Caused by:");
    }

    /** The entry without what a container runtime put around its lines: CRI's {@code time stream tag}, Docker's JSON. */
    static LogEntry unwrapped(LogEntry entry) {
        String text = entry.text();
        boolean isWrapped = text.startsWith(DOCKER) || text.length() > SHORTEST_CRI_TIME && text.charAt(10) == 'T';
        if (!isWrapped) {
            return entry;
        }
        String own = text.lines().map(EntryLines::unwrapped).collect(Collectors.joining("\n"));
        return new LogEntry(entry.file(), entry.line(), own);
    }

    private static String unwrapped(String line) {
        if (line.startsWith(DOCKER)) {
            return JsonFields.of(line, 0).getOrDefault("log", "").stripTrailing();
        }
        if (line.length() > SHORTEST_CRI_TIME && line.charAt(10) == 'T') {
            int blank = line.indexOf(' ', SHORTEST_CRI_TIME);
            boolean isCri = blank > 0
                    && blank <= LONGEST_CRI_TIME
                    && (line.startsWith(" stdout ", blank) || line.startsWith(" stderr ", blank))
                    && line.startsWith(" ", blank + 9);
            return isCri ? line.substring(blank + 10) : line;
        }
        return line;
    }

    /** Leaves out the control sequences of ECMA-48: ESC, a bracket, parameters, a letter. */
    private static String withoutColours(String line) {
        StringBuilder plain = new StringBuilder(line.length());
        for (int at = 0; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c != ESCAPE) {
                plain.append(c);
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '[') {
                at += 2;
                while (at < line.length() && line.charAt(at) < '@') {
                    at++;
                }
            }
        }
        return plain.toString();
    }
}
