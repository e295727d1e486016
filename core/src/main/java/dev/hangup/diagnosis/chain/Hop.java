package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import java.util.List;

/**
 * One connection's way: who opens it and who accepts it.
 *
 * @param client the end nearer the client, which may pool connections
 * @param server the end that accepts them
 * @param between middleboxes on the way
 */
public record Hop(HopEnd client, HopEnd server, List<HopEnd> between) {
    public Hop {
        between = List.copyOf(between);
    }

    /** {@code nginx upstream app -> node http.Server}. */
    public String text() {
        return name(client) + " -> " + name(server);
    }

    private static String name(HopEnd end) {
        return (end.software() + " " + end.scope()).strip();
    }
}
