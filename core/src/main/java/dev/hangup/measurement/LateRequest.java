package dev.hangup.measurement;

/**
 * A second request on a connection that had been idle.
 *
 * @param gapNanos from the last byte of the first answer to the late request, in nanoseconds
 * @param reaction what came of it
 * @param reactionNanos from the late request to the reaction; for {@link Reaction#SILENCE} how long was waited
 */
public record LateRequest(long gapNanos, Reaction reaction, long reactionNanos) {
    /** What came of a request. */
    public enum Reaction {
        /** An answer. */
        ANSWERED("answered"),
        /** A RST. */
        RESET("RST"),
        /** An end in order without an answer: a FIN, or a close_notify. */
        CLOSED("FIN without an answer"),
        /** GOAWAY of HTTP/2 that names an earlier stream as the last (RFC 9113 section 6.8): this request was not processed. */
        GOAWAY("GOAWAY without an answer"),
        /** RST_STREAM of HTTP/2 (RFC 9113 section 6.4): this request is not answered, but the connection goes on. */
        RST_STREAM("RST_STREAM"),
        /** Nothing, not even an end. */
        SILENCE("silence"),
        /** The connection had been ended before the request was due, so that none was made. */
        CLOSED_BEFORE("closed before");

        private final String text;

        Reaction(String text) {
            this.text = text;
        }

        /** As people write it. */
        public String text() {
            return text;
        }

        /** Whether a request was made and lost. */
        public boolean isLoss() {
            return this != ANSWERED && this != CLOSED_BEFORE;
        }
    }
}
