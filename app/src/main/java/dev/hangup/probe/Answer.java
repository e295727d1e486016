package dev.hangup.probe;

import dev.hangup.measurement.Advertised;

/**
 * What an endpoint answered. Of its header only what tells about the connection is kept.
 *
 * @param version as in its first line: {@code HTTP/1.1}
 * @param status the status code
 * @param advertised what it claims about the connection
 * @param asksToWait whether it has {@code Retry-After} (RFC 9110 section 10.2.3)
 * @param lastByteNanos when its last byte was seen, on the clock of {@link System#nanoTime}
 */
public record Answer(String version, int status, Advertised advertised, boolean asksToWait, long lastByteNanos) {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /** Pulls the brake if whoever asks should go away (RFC 6585 section 4, RFC 9110 section 15.6.4). */
    public void heed(Brake brake) {
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE || asksToWait) {
            brake.pull("the endpoint answered " + status + (asksToWait ? " with Retry-After" : "")
                    + ", which asks to be left alone");
        }
    }
}
