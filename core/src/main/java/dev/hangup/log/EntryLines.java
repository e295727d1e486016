package dev.hangup.log;

import java.nio.charset.StandardCharsets;

/** Lines as the program wrote them, without what systems, terminals and container runtimes put around them. */
final class EntryLines {
    private static final String DOCKER = "{\"log\":\"";
    private static final String PARTIAL = " P ";
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

    /** The entry without what a container runtime put around its lines: CRI's {@code time stream tag}, Docker's JSON. */
    static LogEntry unwrapped(LogEntry entry) {
        String text = entry.text();
        if (start(text) == 0) {
            return entry;
        }
        StringBuilder own = new StringBuilder();
        text.lines().forEach(line -> own.append(unwrapped(line)));
        String first = text.startsWith(DOCKER) ? JsonFields.of(text, 0).getOrDefault("time", "") : text;
        return new LogEntry(entry.file(), entry.line(), own.toString().stripTrailing(), LogTimes.at(first, 0));
    }

    /** With its end, unless the runtime cut it there. */
    private static String unwrapped(String line) {
        int from = start(line);
        if (line.startsWith(DOCKER)) {
            return JsonFields.of(line, 0).getOrDefault("log", "").stripTrailing() + "\n";
        }
        return isPartial(line) ? line.substring(from) : line.substring(from) + "\n";
    }

    /** Whether the runtime cut the program's line at the end of this one, so that it goes on in the next. */
    static boolean isPartial(String line) {
        return line.startsWith(PARTIAL, start(line) - PARTIAL.length());
    }

    /** Where the program's own words begin, behind the container runtime's. */
    static int start(String line) {
        if (line.startsWith(DOCKER)) {
            return DOCKER.length();
        }
        if (line.length() > SHORTEST_CRI_TIME && line.charAt(10) == 'T') {
            int blank = line.indexOf(' ', SHORTEST_CRI_TIME);
            boolean isCri = blank > 0
                    && blank <= LONGEST_CRI_TIME
                    && (line.startsWith(" stdout ", blank) || line.startsWith(" stderr ", blank))
                    && line.startsWith(" ", blank + 9);
            return isCri ? blank + 10 : 0;
        }
        return 0;
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
