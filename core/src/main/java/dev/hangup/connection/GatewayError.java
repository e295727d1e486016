package dev.hangup.connection;

import dev.hangup.Endpoint;

/**
 * A request that a server answered with 502, 503 or 504: as a gateway it says so when the server behind it failed (RFC 9110
 * sections 15.6.3 to 15.6.5).
 *
 * @param requestLine see {@link Exchanges#requestLine}
 * @param requestFrame in which the request began
 * @param requestNanos when it began, in nanoseconds since 1970
 * @param answerNanos when the answer began, in nanoseconds since 1970
 */
public record GatewayError(
        Endpoint client,
        Endpoint server,
        long requestLine,
        long requestFrame,
        long requestNanos,
        long answerNanos,
        int status) {
    /** Whether a gateway answers like this for a server behind it. */
    static boolean isStatus(int status) {
        return status >= 502 && status <= 504;
    }
}
