package dev.hangup.connection;

import dev.hangup.capture.Segment;
import java.util.Arrays;

/**
 * Finds where requests and answers begin and end. A reader keeps nothing of a connection: all that is in the
 * {@link Side} and the {@link Exchanges} of the connection, so that one instance serves all that one
 * thread follows.
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

    /** The first {@code count} bytes of this side were taken for a turn, because they did not tell what is spoken. */
    void catchUp(Connection connection, Side side, int count) {
        byte[] carry = carryOf(side, FirstBytes.ENOUGH);
        for (int i = 0; i < count; i++) {
            carry[i] = FirstBytes.byteAt(side.opening, i);
        }
        side.carried = (short) count;
        connection.exchanges.boundariesKnown |= !connection.other(side).hasSpoken();
        connection.exchanges.requests = 0;
    }

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

    /** What the server sent unseen may have been the answers to all; nobody is accused because a capture has a hole. */
    static void assumeAnswered(Connection connection, boolean fromClient) {
        connection.exchanges.boundariesKnown = false;
        if (!fromClient && connection.exchanges.outstanding() > 0) {
            connection.exchanges.endAnswers(connection.lastNanos);
        }
    }

    /** Somebody closes the connection: what the server was sending goes no further, or will not be heard. */
    void cut(Connection connection) {}

    /** The side ends its stream. */
    void end(Connection connection, boolean fromClient, long nanos) {}

    /** What every reader falls back to: a request begins when the client speaks after the server did. */
    static void takeTurn(Connection connection, boolean fromClient, Segment segment, int skip) {
        takeTurn(connection, fromClient, segment, skip, segment.payloadLength);
    }

    /** The same with what lies between {@code skip} and {@code end} in the payload; it may have begun before it. */
    static void takeTurn(Connection connection, boolean fromClient, Segment segment, int skip, int end) {
        Exchanges exchanges = connection.exchanges;
        if (fromClient) {
            if (exchanges.requests == exchanges.answered) {
                exchanges.beginRequest(segment, skip);
                connection.trail.mark(Trail.REQUEST_START);
            }
            exchanges.requestIncomplete = false;
            exchanges.requestBytes(segment.timeNanos, segment.sequence + end);
        } else {
            if (!exchanges.isHeard(segment)) {
                // It answers nothing, nor does it make the connection less idle for the request that it crosses.
                exchanges.crossed = true;
                return;
            }
            if (exchanges.requests > exchanges.answered) {
                connection.trail.mark(Trail.ANSWER_START);
                exchanges.endAnswers(segment.timeNanos);
            }
            exchanges.lastAnswerNanos = segment.timeNanos;
            exchanges.answerEnd = segment.sequence + end;
        }
    }

    /** Appends to the bytes carried over from the segment before, up to {@code limit}; what is beyond is dropped. */
    static void carry(Side side, byte[] bytes, int at, int count, int limit) {
        byte[] carry = carryOf(side, limit);
        int kept = Math.max(0, Math.min(count, limit - side.carried));
        System.arraycopy(bytes, at, carry, side.carried, kept);
        side.carried += (short) kept;
    }

    /** Room for at least {@code limit} bytes, of which the first are those that were carried over before. */
    static byte[] carryOf(Side side, int limit) {
        byte[] carry = side.carry;
        if (carry == null || carry.length < limit) {
            carry = carry == null ? new byte[limit] : Arrays.copyOf(carry, limit);
            side.carry = carry;
        }
        return carry;
    }
}
