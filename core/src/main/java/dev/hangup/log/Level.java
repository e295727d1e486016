package dev.hangup.log;

import java.util.Locale;
import java.util.Set;

/** How much weight the writer of a line gives to it. */
final class Level {
    /** Of java.util.logging, Log4j, syslog, Python, pino (numbers) and glog. */
    private static final Set<String> REMARKS = Set.of(
            "info",
            "information",
            "informational",
            "notice",
            "debug",
            "trace",
            "verbose",
            "fine",
            "finer",
            "finest",
            "config",
            "10",
            "20",
            "30");

    private static final int LATEST = 100;

    private Level() {}

    /** Whether a level means that nothing failed, or that somebody merely speaks of failures. */
    static boolean isRemark(String level) {
        return REMARKS.contains(level.strip().toLowerCase(Locale.ROOT));
    }

    /** Whether such a level stands among the first words of a line. */
    static boolean isRemarkIn(String line) {
        String head = line.substring(0, Math.min(line.length(), LATEST));
        int from = -1;
        for (int i = 0; i <= head.length(); i++) {
            boolean isLetter = i < head.length() && Character.isLetter(head.charAt(i));
            if (isLetter && from < 0) {
                from = i;
            } else if (!isLetter && from >= 0) {
                String word = head.substring(from, i);
                if (isRemark(word) && word.equals(word.toUpperCase(Locale.ROOT))) {
                    return true;
                }
                from = -1;
            }
        }
        return false;
    }
}
