package dev.hangup.forecast;

/**
 * What decides whether a request meets the idle close.
 *
 * @param serverNanos after how long the server closes an idle connection, in nanoseconds
 * @param clientNanos after how long the client stops using it; {@link Long#MAX_VALUE} for never
 * @param roundTripNanos the round trip
 */
public record Timers(long serverNanos, long clientNanos, long roundTripNanos) {
    /**
     * From here on a request is lost: half a round trip it is under way, and for as long the FIN. A client that looks for the
     * FIN sends none any more once it has come.
     */
    long windowStart() {
        return Math.max(0, serverNanos - roundTripNanos);
    }

    /** And until here: the client has the FIN, or uses the connection no more. */
    long windowEnd() {
        return Math.min(serverNanos, clientNanos);
    }
}
