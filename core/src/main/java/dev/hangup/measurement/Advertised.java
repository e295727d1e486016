package dev.hangup.measurement;

/**
 * What an answer claims about the future of its connection: a claim, not a measurement.
 *
 * @param timeoutSeconds the {@code timeout} of {@code Keep-Alive} (RFC 2068 section 19.7.1.1); -1 without one
 * @param maxRequests the {@code max} of {@code Keep-Alive}; -1 without one
 * @param closes whether it says that the connection ends with it ({@code Connection: close}, RFC 9112 section 9.6)
 */
public record Advertised(double timeoutSeconds, int maxRequests, boolean closes) {
    /** No word about it. */
    public static final Advertised NOTHING = new Advertised(-1, -1, false);

    /** Whether a timeout was claimed. */
    public boolean hasTimeout() {
        return timeoutSeconds >= 0;
    }
}
