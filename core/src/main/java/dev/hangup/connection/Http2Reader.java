package dev.hangup.connection;

import dev.hangup.capture.Segment;
import java.util.Arrays;

/** HTTP/2 frames in clear (RFC 9113 section 4): which streams were opened, ended, refused, and GOAWAY. */
final class Http2Reader extends MessageReader {
    private static final int PREFACE = 24;
    private static final int FRAME_HEADER = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int PUSH_PROMISE = 5;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    /** Header and the first eight bytes of a GOAWAY: last stream and error code. */
    private static final int GOAWAY_NEEDED = FRAME_HEADER + 8;

    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final byte[] GRPC = Ascii.bytes("application/grpc");
    /** The same in the Huffman code of HPACK (RFC 7541 appendix B). */
    private static final byte[] GRPC_HUFFMAN = {0x1d, 0x75, (byte) 0xd0, 0x62, 0x0d, 0x26, 0x3d, 0x4c, 0x4d, 0x65, 0x64
    };

    private static final int PHASE_START = 0;
    private static final int PHASE_FRAMES = 1;
    /** With the end of this frame an answer is whole, or given up. */
    private static final int PHASE_LAST_FRAME = 2;
    /** A header block that ends an answer goes on in CONTINUATION frames (RFC 9113 section 6.10). */
    private static final int PHASE_LAST_HEADERS = 3;

    /**
     * What was asked in HTTP/1 has been upgraded: it is stream 1 now, and the 101 was not its answer (RFC 7540 section 3.2). A
     * side that said what is no HTTP/2 since is lost.
     */
    static void upgrade(Connection connection) {
        Exchanges exchanges = connection.exchanges;
        Http2State state = new Http2State();
        state.open(1);
        exchanges.http2 = state;
        exchanges.protocol = Protocol.HTTP2;
        exchanges.boundariesKnown = true;
        exchanges.answered = Math.max(0, exchanges.answered - 1);
        begin(connection.client, PHASE_START);
        begin(connection.server, PHASE_FRAMES);
    }

    private static void begin(Side side, int phase) {
        side.phase = (byte) (side.phase == HttpReader.UPGRADED ? phase : LOST);
        side.left = 0;
    }

    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        Http2State state = connection.exchanges.http2;
        if (state == null) {
            state = new Http2State();
            connection.exchanges.http2 = state;
        }
        if (!fromClient) {
            state.takePrefaceBack(connection.exchanges);
        }
        if (side.phase == LOST) {
            connection.exchanges.boundariesKnown = false;
            if (!isAboutTheConnection(segment, skip)) {
                state.takePrefaceBack(connection.exchanges);
                takeTurn(connection, fromClient, segment, skip);
            }
            return;
        }
        if (side.phase == PHASE_START) {
            side.phase = PHASE_FRAMES;
            if (fromClient) {
                side.left = (long) PREFACE - side.carried;
                if (!connection.server.hasSpoken()) {
                    askForSettings(connection, state, segment, skip - side.carried);
                }
                side.carried = 0;
            }
        }
        if (state.awaitsSettings) {
            connection.exchanges.requestBytes(segment.timeNanos, segment.sequence + segment.payloadLength);
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
                progress(connection, side, fromClient, segment, at);
                continue;
            }
            if (at >= capturedEnd) {
                side.phase = LOST;
                assumeAnswered(connection, fromClient);
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
                if (!fromClient && needed == GOAWAY_NEEDED) {
                    goAway(state, header);
                }
                frame(connection, state, side, fromClient, segment, header, at);
                progress(connection, side, fromClient, segment, at);
            }
        }
    }

    /** Whether the payload is whole frames, none of which carries a message: PING, SETTINGS, WINDOW_UPDATE and such. */
    private static boolean isAboutTheConnection(Segment segment, int skip) {
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset + skip;
        int capturedEnd = segment.payloadOffset + segment.payloadCaptured;
        int wireEnd = segment.payloadOffset + segment.payloadLength;
        while (at + FRAME_HEADER <= capturedEnd) {
            int type = bytes[at + 3];
            boolean isMessage = type == DATA || type == HEADERS || type == CONTINUATION || type == PUSH_PROMISE;
            if (isMessage || type < 0 || type > CONTINUATION) {
                return false;
            }
            at += FRAME_HEADER + ((bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff));
        }
        return at == wireEnd;
    }

    /** A frame begins, whose payload would begin at {@code at}. */
    private static void frame(
            Connection connection,
            Http2State state,
            Side side,
            boolean fromClient,
            Segment segment,
            byte[] header,
            int at) {
        int type = header[3];
        int stream = int31(header, 5);
        side.carriesMessage = stream > 0 && (type == DATA || type == HEADERS || type == CONTINUATION);
        boolean isLost = fromClient
                ? stream <= state.lastStreamAtClose && hasHeardFin(connection, segment)
                : state.goAwayError != 0;
        side.phase = (byte) phaseOf(connection, state, side, fromClient, isLost, header);
        if (fromClient && type == HEADERS && state.lastClientStream == 0) {
            int end = Math.min(segment.payloadOffset + segment.payloadCaptured, at + (int) side.left);
            state.grpc = Ascii.contains(segment.bytes, at, end, GRPC) || contains(segment.bytes, at, end, GRPC_HUFFMAN);
        }
        if (fromClient && type == HEADERS && stream > state.lastClientStream) {
            request(connection, state, stream, segment, at - FRAME_HEADER - segment.payloadOffset);
        } else if (!fromClient && side.carriesMessage) {
            connection.trail.mark(Trail.ANSWER_START);
        }
    }

    /**
     * The preface, {@code skip} bytes into the segment, asks for the server's SETTINGS (RFC 9113 section 3.4); a request it
     * is until the client opens a stream or the server speaks.
     */
    private static void askForSettings(Connection connection, Http2State state, Segment segment, int skip) {
        Exchanges exchanges = connection.exchanges;
        exchanges.beginRequest(segment, skip);
        exchanges.requestIncomplete = false;
        state.awaitsSettings = true;
    }

    /** Whether the client knew of the server's FIN when it sent this. */
    private static boolean hasHeardFin(Connection connection, Segment segment) {
        Side server = connection.server;
        return server.finSent && segment.acknowledgment - server.finSequence() > 0;
    }

    /**
     * @param isLost whether what was open is lost, whatever is said about it: the client has heard the server's FIN, which
     *     came after the stream was opened; or the server said GOAWAY with an error, behind which comes nothing but the close
     *     (RFC 9113 section 5.4.1)
     */
    private static int phaseOf(
            Connection connection, Http2State state, Side side, boolean fromClient, boolean isLost, byte[] header) {
        int type = header[3];
        int flags = header[4];
        int stream = int31(header, 5);
        boolean endsAnswer = !fromClient && (flags & END_STREAM) != 0;
        boolean ends = switch (type) {
            case DATA -> endsAnswer && end(connection, state, stream);
            case HEADERS -> endsAnswer && !isLost && end(connection, state, stream);
            case RST_STREAM -> !isLost && end(connection, state, stream);
            case CONTINUATION -> side.phase == PHASE_LAST_HEADERS;
            default -> false;
        };
        boolean goesOn = (type == HEADERS || type == CONTINUATION) && (flags & END_HEADERS) == 0;
        if (!ends) {
            return PHASE_FRAMES;
        }
        return goesOn ? PHASE_LAST_HEADERS : PHASE_LAST_FRAME;
    }

    /** Whether a stream that was open is over. Where streams may have been opened unseen, any may have been. */
    private static boolean end(Connection connection, Http2State state, int stream) {
        return state.end(stream) || !connection.exchanges.boundariesKnown;
    }

    /** A new stream begins {@code skip} bytes into the segment, or so many before it. */
    private static void request(Connection connection, Http2State state, int stream, Segment segment, int skip) {
        state.takePrefaceBack(connection.exchanges);
        state.open(stream);
        connection.exchanges.beginRequest(segment, skip);
        connection.exchanges.requestIncomplete = false;
        connection.trail.mark(Trail.REQUEST_START);
        if (state.goAwaySeen && stream > state.goAwayLastStream) {
            state.streamsBeyondGoAway++;
        }
    }

    /** A frame came as far as {@code at}. */
    private static void progress(Connection connection, Side side, boolean fromClient, Segment segment, int at) {
        Exchanges exchanges = connection.exchanges;
        if (side.carriesMessage) {
            if (fromClient) {
                exchanges.requestBytes(segment.timeNanos, segment.sequence + (at - segment.payloadOffset));
            } else {
                exchanges.answerBytes(segment.timeNanos);
            }
        }
        endFrame(exchanges, side, segment.timeNanos);
    }

    private static void endFrame(Exchanges exchanges, Side side, long nanos) {
        if (side.left == 0 && side.phase == PHASE_LAST_FRAME) {
            side.phase = PHASE_FRAMES;
            exchanges.endAnswer(nanos);
        }
    }

    @Override
    void gap(Connection connection, Side side, boolean fromClient, int missing) {
        Http2State state = connection.exchanges.http2;
        if (state != null && !fromClient) {
            state.takePrefaceBack(connection.exchanges);
        }
        super.gap(connection, side, fromClient, missing);
        endFrame(connection.exchanges, side, connection.lastNanos);
    }

    @Override
    void cut(Connection connection) {
        Http2State state = connection.exchanges.http2;
        if (state == null) {
            return;
        }
        if (!connection.server.finSent && connection.server.reset == null) {
            // A client that leaves before SETTINGS came had asked for nothing.
            state.takePrefaceBack(connection.exchanges);
        }
        state.openAtClose = connection.exchanges.outstanding();
        state.lastStreamAtClose = state.lastClientStream;
    }

    private static boolean contains(byte[] bytes, int from, int end, byte[] wanted) {
        for (int at = from; at + wanted.length <= end; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
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
