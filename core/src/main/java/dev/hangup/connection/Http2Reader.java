package dev.hangup.connection;

import dev.hangup.capture.Segment;

/** HTTP/2 frames in clear (RFC 9113 section 4): which streams were opened, ended, refused, and GOAWAY. */
final class Http2Reader extends MessageReader {
    private static final int PREFACE = 24;
    private static final int FRAME_HEADER = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int GOAWAY = 7;
    /** Header and the first eight bytes of a GOAWAY: last stream and error code. */
    private static final int GOAWAY_NEEDED = FRAME_HEADER + 8;

    private static final int END_STREAM = 1;
    private static final int PHASE_START = 0;
    private static final int PHASE_FRAMES = 1;

    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        Http2State state = connection.exchanges.http2;
        if (state == null) {
            state = new Http2State();
            connection.exchanges.http2 = state;
        }
        if (side.phase == LOST) {
            connection.exchanges.boundariesKnown = false;
            takeTurn(connection, fromClient, segment, skip);
            return;
        }
        if (side.phase == PHASE_START) {
            side.phase = PHASE_FRAMES;
            side.left = fromClient ? PREFACE : 0;
        }
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset + skip;
        int capturedEnd = segment.payloadOffset + segment.payloadCaptured;
        int wireEnd = segment.payloadOffset + segment.payloadLength;
        while (at < wireEnd) {
            if (side.left > 0) {
                int taken = (int) Math.min(side.left, wireEnd - at);
                side.left -= taken;
                at += taken;
                continue;
            }
            if (at >= capturedEnd) {
                side.phase = LOST;
                connection.exchanges.boundariesKnown = false;
                return;
            }
            int needed = side.carried < FRAME_HEADER ? FRAME_HEADER : GOAWAY_NEEDED;
            int taken = Math.min(needed - side.carried, capturedEnd - at);
            carry(side, bytes, at, taken, GOAWAY_NEEDED);
            at += taken;
            byte[] header = side.carry;
            if (side.carried == needed && header != null) {
                int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
                if (needed == FRAME_HEADER && header[3] == GOAWAY && length >= 8) {
                    continue;
                }
                side.left = (long) length - (needed - FRAME_HEADER);
                side.carried = 0;
                frame(connection, state, fromClient, segment, header, needed);
            }
        }
    }

    private static void frame(
            Connection connection, Http2State state, boolean fromClient, Segment segment, byte[] header, int size) {
        Exchanges exchanges = connection.exchanges;
        int type = header[3];
        int stream = int31(header, 5);
        boolean ends = (header[4] & END_STREAM) != 0;
        if (fromClient) {
            if (type == HEADERS && stream > state.lastClientStream) {
                state.lastClientStream = stream;
                exchanges.beginRequest(segment, 0);
                exchanges.requestIncomplete = false;
                connection.trail.mark(Trail.REQUEST_START);
                if (state.goAwaySeen && stream > state.goAwayLastStream) {
                    state.streamsBeyondGoAway++;
                }
            } else if (type == RST_STREAM) {
                exchanges.endAnswer(segment.timeNanos);
            }
            exchanges.requestBytes(segment.timeNanos, segment.sequence + segment.payloadLength);
            return;
        }
        if (type == GOAWAY && size == GOAWAY_NEEDED) {
            goAway(state, header);
        } else if ((type == DATA || type == HEADERS) && stream > 0) {
            connection.trail.mark(Trail.ANSWER_START);
            if (ends) {
                exchanges.endAnswer(segment.timeNanos);
            } else {
                exchanges.answerBytes(segment.timeNanos);
            }
        } else if (type == RST_STREAM) {
            exchanges.endAnswer(segment.timeNanos);
        }
    }

    private static void goAway(Http2State state, byte[] header) {
        state.goAwaySeen = true;
        state.goAwayLastStream = int31(header, FRAME_HEADER);
        state.goAwayError = int31(header, FRAME_HEADER + 4);
        // Client streams have odd numbers, so every second number above the last one is a stream.
        state.streamsBeyondGoAway = Math.max(0, (state.lastClientStream - state.goAwayLastStream + 1) / 2);
    }

    private static int int31(byte[] bytes, int at) {
        return (bytes[at] & 0x7f) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }
}
