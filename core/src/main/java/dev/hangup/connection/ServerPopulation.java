package dev.hangup.connection;

import java.util.Arrays;

/**
 * What all connections of one server endpoint in one capture say together: after how long idle it closes, what became
 * of connections at which time. Bounded: each series keeps its first {@value #MAX_SAMPLES} samples.
 */
public final class ServerPopulation {
    private static final int MAX_SAMPLES = 4096;

    private final Series idleCloses = new Series();
    private final Series closes = new Series();
    private final Series answers = new Series();
    private final Series refusals = new Series();
    private final Series handshakes = new Series();
    private final Series ignoredSyns = new Series();
    private final Series requestsAtClose = new Series();
    private long connections;
    private int ttl = -1;
    private long roundTripNanos = -1;

    /** Times or durations in nanoseconds, or counts, in the order in which they came. */
    private static final class Series {
        private long[] values = new long[4];
        private int size;

        void add(long value) {
            if (size == MAX_SAMPLES) {
                return;
            }
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }

        int within(long fromNanos, long toNanos) {
            int found = 0;
            for (int i = 0; i < size; i++) {
                if (values[i] >= fromNanos && values[i] <= toNanos) {
                    found++;
                }
            }
            return found;
        }
    }

    void opened() {
        connections++;
    }

    void shookHands(long nanos, int serverTtl, long roundTrip) {
        handshakes.add(nanos);
        if (ttl < 0) {
            ttl = serverTtl;
        }
        if (roundTripNanos < 0 || roundTrip < roundTripNanos) {
            roundTripNanos = roundTrip;
        }
    }

    void closedIdle(long gapNanos) {
        idleCloses.add(gapNanos);
    }

    void closed(long nanos, int requests) {
        closes.add(nanos);
        requestsAtClose.add(requests);
    }

    void answered(long nanos) {
        answers.add(nanos);
    }

    void refused(long nanos) {
        refusals.add(nanos);
    }

    void ignoredSyn(long nanos) {
        ignoredSyns.add(nanos);
    }

    /** How many connections to it were seen. */
    public long connections() {
        return connections;
    }

    /** The TTL of its packets at the capture point; -1 if it never spoke. */
    public int ttl() {
        return ttl;
    }

    /** The shortest handshake round trip in nanoseconds; -1 if none. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** The idle gaps in nanoseconds after which it closed, nothing being asked. */
    public long[] idleCloses() {
        return idleCloses.toArray();
    }

    /** How many requests its connections had when it closed them. */
    public long[] requestsAtClose() {
        return requestsAtClose.toArray();
    }

    /** Its idle timeout, estimated from the idle gaps that ended in its close. */
    public IdleTimeout idleTimeout() {
        return IdleTimeout.estimate(idleCloses.toArray());
    }

    /** How many connections it closed, by FIN or RST, in a span of time given in nanoseconds since 1970. */
    public int closesWithin(long fromNanos, long toNanos) {
        return closes.within(fromNanos, toNanos);
    }

    /** How many handshakes it completed in a span of time. */
    public int handshakesWithin(long fromNanos, long toNanos) {
        return handshakes.within(fromNanos, toNanos);
    }

    /** How many connections got a first answer in a span of time. */
    public int answersWithin(long fromNanos, long toNanos) {
        return answers.within(fromNanos, toNanos);
    }

    /** How many SYNs were refused in a span of time. */
    public int refusalsWithin(long fromNanos, long toNanos) {
        return refusals.within(fromNanos, toNanos);
    }

    /** How many connection attempts that nothing answered began in a span of time. */
    public int ignoredSynsWithin(long fromNanos, long toNanos) {
        return ignoredSyns.within(fromNanos, toNanos);
    }
}
