package dev.hangup.probe;

import java.util.Set;

/**
 * What is to be done, and what at most.
 *
 * @param terms whom to ask, and how
 * @param parts what is wanted
 * @param samples how many connections only listen
 * @param waitNanos how long they do, and the longest gap before a late request
 * @param maxRequests how many requests one connection may make to find the endpoint's limit; 0: that is not tried
 * @param headerTimeout whether half a request is sent, to see how long the endpoint waits for the rest
 * @param hops how far off the origin of a RST is looked for
 */
public record Plan(
        Terms terms, Set<Part> parts, int samples, long waitNanos, int maxRequests, boolean headerTimeout, int hops) {
    /** Something to measure. */
    public enum Part {
        /** The idle timeout, by listening. */
        IDLE,
        /** Which versions of HTTP are spoken. */
        VERSIONS,
        /** What becomes of late requests, where listening showed no end. */
        LATE,
        /** Where on the path a RST to a late request arises. */
        PATH
    }

    /** Copies the set. */
    public Plan {
        parts = Set.copyOf(parts);
    }

    /** How long idle connections are listened to: not at all when nobody asks for the idle timeout. */
    long listenNanos() {
        return has(Part.IDLE) ? waitNanos : 0;
    }

    boolean has(Part part) {
        return parts.contains(part);
    }
}
