package dev.hangup;

import org.jspecify.annotations.Nullable;

/**
 * The version of a program, and the evidence that tells it.
 *
 * @param software the program as the table of defaults names it; empty where that follows from the file that is spoken of
 * @param version as far as it is told
 * @param file the evidence, as the user named it
 * @param line from 1; 0 for a capture
 * @param server where the program accepts connections, as captures show it; null where nothing says so
 */
public record SeenVersion(
        String software,
        Version version,
        String file,
        long line,
        @Nullable Endpoint server) {
    /** {@code error.log:3}, {@code client.pcap}. */
    public String place() {
        return line == 0 ? file : file + ":" + line;
    }

    /** {@code nginx 1.25.3 (error.log:3)}. */
    public String text() {
        return (software + " " + version + " (" + place() + ")").strip();
    }
}
