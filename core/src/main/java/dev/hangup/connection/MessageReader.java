package dev.hangup.connection;

import dev.hangup.capture.Segment;

/**
 * Finds where requests and answers begin and end. A reader has no state of its own: it keeps everything in the
 * {@link Side} and the {@link Exchanges} of the connection, so that one instance serves all.
 */
abstract class MessageReader {
    /** Boundaries of this side are unknown until a message is seen to begin. */
    static final int LOST = 100;

    /**
     * Reads new payload, in order.
     *
     * @param skip how many bytes at its beginning were read before
     */
    abstract void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip);

    /** {@code missing} bytes of this side were not captured, or come later. */
    void gap(Connection connection, Side side, boolean fromClient, int missing) {
        if (side.left >= missing) {
            side.left -= missing;
        } else {
            side.left = 0;
            side.carried = 0;
            side.phase = LOST;
            assumeAnswered(connection, fromClient);
        }
    }

    /** What the server sent unseen may have been an answer; nobody is accused because a capture has a hole. */
    static void assumeAnswered(Connection connection, boolean fromClient) {
        connection.exchanges.boundariesKnown = false;
        if (!fromClient && connection.exchanges.outstanding() > 0) {
            connection.exchanges.endAnswer(connection.lastNanos);
        }
    }

    /** The side ends its stream. */
    void end(Connection connection, boolean fromClient, long nanos) {}

    /** What every reader falls back to: a request begins when the client speaks after the server did. */
    static void takeTurn(Connection connection, boolean fromClient, Segment segment, int skip) {
        Exchanges exchanges = connection.exchanges;
        if (fromClient) {
            if (exchanges.requests == exchanges.answered) {
                exchanges.beginRequest(segment, skip);
                connection.trail.mark(Trail.REQUEST_START);
            }
            exchanges.requestIncomplete = false;
            exchanges.requestBytes(segment.timeNanos, segment.sequence + segment.payloadLength);
        } else {
            if (exchanges.requests > exchanges.answered) {
                connection.trail.mark(Trail.ANSWER_START);
                exchanges.endAnswer(segment.timeNanos);
            }
            exchanges.lastAnswerNanos = segment.timeNanos;
        }
    }

    /** Appends to the bytes carried over from the segment before, up to {@code limit}; what is beyond is dropped. */
    static void carry(Side side, byte[] bytes, int at, int count, int limit) {
        byte[] carry = side.carry;
        if (carry == null || carry.length < limit) {
            carry = new byte[limit];
            side.carry = carry;
            side.carried = Math.min(side.carried, limit);
        }
        int kept = Math.max(0, Math.min(count, limit - side.carried));
        System.arraycopy(bytes, at, carry, side.carried, kept);
        side.carried += kept;
    }
}
