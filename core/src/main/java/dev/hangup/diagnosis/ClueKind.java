package dev.hangup.diagnosis;

/** The classes of evidence. The bits of one class can be left out, to see what they carry. */
public enum ClueKind {
    /** How often the cause is behind this mechanism, all else unknown. */
    MECHANISM,
    /** How long the connection was idle before. */
    IDLE_GAP,
    /** The server's measured idle timeout. */
    POPULATION,
    /** A span of time that equals a well-known timer. */
    TIMER,
    /** How fast something came, compared to the round trip. */
    LATENCY,
    /** TTL or hop limit. */
    TTL,
    /** IPID, flags and window of a RST. */
    SHAPE,
    /** What happened to other connections at the same time. */
    SAME_INSTANT,
    /** What happened to new connections afterwards. */
    AFTERMATH,
    /** What the messages say: announced closes, statuses, alerts, first bytes. */
    MESSAGE,
    /** Which sizes passed. */
    SIZE,
    /** Where the capture was taken. */
    VANTAGE,
    /** What a kernel says of it: reset reasons, counters, queues. */
    KERNEL,
    /** What captures of other places show of the same connection. */
    OTHER_CAPTURE,
    /** What a log says happened. */
    LOG,
    /** What the configurations of the hop say. */
    CONFIG,
    /** What was measured of the server at another time. */
    MEASURED,
    /** How often it happened compared to the traffic, and how it is spread over time. */
    RATE
}
