package dev.hangup.report;

import dev.hangup.connection.IdleTimeout;
import dev.hangup.connection.Vantage;
import java.util.List;

/**
 * What one capture held.
 *
 * @param name as the user named it
 * @param parts the files that it was rotated into, the first of which gave the name
 * @param format {@code pcap} or {@code pcapng}
 * @param packets packets of any kind
 * @param segments TCP segments, copies included
 * @param resets RSTs, copies included
 * @param firstNanos time of the first packet in nanoseconds since 1970; 0 if there is none
 */
public record CaptureSummary(
        String name,
        List<Part> parts,
        String format,
        Vantage vantage,
        long packets,
        long segments,
        long connections,
        long resets,
        long laterFragments,
        long firstNanos,
        long lastNanos,
        List<Server> servers) {
    /** One file, and how its first frame is counted. */
    public record Part(String name, long firstFrame) {}

    /** What was measured of one server endpoint. */
    public record Server(String endpoint, long connections, IdleTimeout idleTimeout) {}
}
