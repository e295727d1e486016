package dev.hangup.connection;

import dev.hangup.capture.Segment;
import org.jspecify.annotations.Nullable;

/**
 * Message framing of HTTP/1.0 and HTTP/1.1 (RFC 9112 sections 2, 6 and 7): start lines, the few header fields that
 * decide how long a message is and whether the connection persists, bodies by length, by chunks, and until close. Header
 * values are looked at in place; none leaves this room.
 */
final class HttpReader extends MessageReader {
    private static final int START = 0;
    private static final int HEADERS = 1;
    private static final int BODY = 2;
    private static final int CHUNK_SIZE = 3;
    private static final int CHUNK_DATA = 4;
    private static final int TRAILERS = 5;
    private static final int UNTIL_CLOSE = 6;
    private static final int OPAQUE = 7;
    /** After a 101, until the side's first words tell whether HTTP/2 is what is spoken now. */
    static final int UPGRADED = 8;

    /** {@code HTTP/1.1 200 }, and two line ends (RFC 9112 section 4). */
    private static final int SHORTEST_ANSWER = 17;

    /** So much of a line is carried over to the next segment. */
    private static final int LINE_LIMIT = 160;
    /** Of a longer one the end is kept too: the version of a request (RFC 9112 section 3), and CR. */
    private static final int LINE_END = 16;

    /** A server that finds fault with what it has does not wait so long to say so. */
    private static final long PATIENCE_NANOS = 500_000_000L;

    /** What nginx, Go and Apache httpd say, in lower case. */
    private static final byte[][] WRONG_PROTOCOL_WORDS = {
        Ascii.bytes("https port"), Ascii.bytes("to an https server"), Ascii.bytes("ssl-enabled server port")
    };

    private static final int LONGEST_WORDS = 23;
    /** Bytes of nginx's page without its server token. */
    private static final int NGINX_497_PAGE = 243;

    private final Http2Reader http2;
    private final ServerProduct product = new ServerProduct();
    private final HttpHead ownHead = new HttpHead();

    /** With the reader that takes over where a connection is upgraded to HTTP/2. */
    HttpReader(Http2Reader http2) {
        this.http2 = http2;
    }

    /** The turn is a request that has just begun. */
    @Override
    void catchUp(Connection connection, Side side, int count) {
        super.catchUp(connection, side, count);
        if (side == connection.client) {
            connection.exchanges.requests = 1;
            connection.exchanges.requestIncomplete = true;
        }
    }

    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset + skip;
        int capturedEnd = segment.payloadOffset + segment.payloadCaptured;
        int wireEnd = segment.payloadOffset + segment.payloadLength;
        Exchanges exchanges = connection.exchanges;
        while (at < wireEnd) {
            switch (side.phase) {
                case BODY, CHUNK_DATA -> {
                    int taken = (int) Math.min(side.left, wireEnd - at);
                    if (!fromClient && exchanges.status == 400) {
                        readRefusal(exchanges, side, bytes, at, Math.min(at + taken, capturedEnd));
                    }
                    side.left -= taken;
                    at += taken;
                    progress(exchanges, fromClient, segment, at);
                    endBody(connection, side, fromClient, segment.timeNanos);
                }
                case UNTIL_CLOSE -> {
                    if (!fromClient && exchanges.status == 400) {
                        readRefusal(exchanges, side, bytes, at, capturedEnd);
                    }
                    progress(exchanges, fromClient, segment, wireEnd);
                    return;
                }
                case UPGRADED -> {
                    readUpgraded(connection, side, fromClient, segment, at);
                    return;
                }
                case OPAQUE -> {
                    takeOpaqueTurn(connection, fromClient, segment, at);
                    return;
                }
                case LOST -> {
                    if (!findsStart(side, fromClient, bytes, at, capturedEnd)) {
                        lostBytes(connection, fromClient, segment, at - segment.payloadOffset);
                        return;
                    }
                }
                default -> {
                    boolean mayBegin = side.phase == START && side.carried == 0 && at == segment.payloadOffset;
                    HttpHead head = mayBegin ? wholeHead(segment, fromClient) : null;
                    if (head != null) {
                        at = take(head, connection, side, fromClient, segment);
                        continue;
                    }
                    int lineEnd = at < capturedEnd ? Newline.find(bytes, at, capturedEnd) : -1;
                    if (lineEnd < 0 && capturedEnd < wireEnd) {
                        cutShort(connection, side, fromClient, segment, at, wireEnd - Math.max(at, capturedEnd));
                        return;
                    }
                    int end = lineEnd < 0 ? wireEnd : lineEnd;
                    if (isNew(side, bytes, at, end)) {
                        if (isSurplus(fromClient, bytes, at, end)) {
                            side.phase = LOST;
                            continue;
                        }
                        begin(connection, fromClient, segment, at);
                    }
                    if (lineEnd < 0) {
                        carryLine(side, bytes, at, end - at);
                        boolean isBlank = isBlank(carryOf(side, LINE_LIMIT), 0, side.carried);
                        if (fromClient || side.phase != START || !isBlank) {
                            progress(exchanges, fromClient, segment, wireEnd);
                        }
                        return;
                    }
                    line(connection, side, fromClient, segment, bytes, at, lineEnd);
                    at = lineEnd + 1;
                    if (fromClient || side.phase != START) {
                        progress(exchanges, fromClient, segment, at);
                    }
                }
            }
        }
    }

    /** Whether these are the first bytes after a whole message. */
    private static boolean isNew(Side side, byte[] bytes, int at, int end) {
        return side.phase == START && side.carried == 0 && !isBlank(bytes, at, end);
    }

    /** Whether bytes after a whole message do not begin another. */
    private static boolean isSurplus(boolean fromClient, byte[] bytes, int at, int end) {
        if (fromClient) {
            return bytes[at] < 'A' || bytes[at] > 'Z';
        }
        for (int i = 0; i < Math.min(end - at, FirstBytes.STATUS_LINE.length); i++) {
            if (bytes[at + i] != FirstBytes.STATUS_LINE[i]) {
                return true;
            }
        }
        return false;
    }

    /** Carries a piece of a line over to the next segment. */
    private static void carryLine(Side side, byte[] bytes, int at, int count) {
        int beyond = count - (LINE_LIMIT - side.carried);
        carry(side, bytes, at, count, LINE_LIMIT);
        if (beyond > 0) {
            byte[] carry = carryOf(side, LINE_LIMIT);
            int taken = Math.min(beyond, LINE_END);
            int begin = LINE_LIMIT - LINE_END;
            System.arraycopy(carry, begin + taken, carry, begin, LINE_END - taken);
            System.arraycopy(bytes, at + count - taken, carry, LINE_LIMIT - taken, taken);
        }
    }

    private static void progress(Exchanges exchanges, boolean fromClient, Segment segment, int at) {
        if (fromClient) {
            exchanges.requestBytes(segment.timeNanos, segment.sequence + (at - segment.payloadOffset));
        } else if (!exchanges.unasked) {
            exchanges.answerBytes(segment.timeNanos);
        }
    }

    /** A request begins with the first byte of its start line, whole or not. */
    private static void begin(Connection connection, boolean fromClient, Segment segment, int at) {
        if (fromClient) {
            connection.exchanges.beginRequest(segment, Math.max(0, at - segment.payloadOffset));
            connection.trail.mark(Trail.REQUEST_START);
        } else {
            connection.exchanges.unasked = !connection.exchanges.isHeard(segment);
            connection.trail.mark(Trail.ANSWER_START);
        }
    }

    /** A 408 may be said to a connection that is idle (RFC 9110 section 15.5.9), and ends no idle time. */
    private static void noteTimeout(Exchanges exchanges, boolean fromClient) {
        boolean isIdle = exchanges.requests > 0 && exchanges.outstanding() == 0;
        exchanges.unasked |= !fromClient && exchanges.status == 408 && isIdle;
    }

    private static boolean isBlank(byte[] bytes, int at, int end) {
        return end <= at || (end == at + 1 && bytes[at] == '\r');
    }

    private void line(
            Connection connection, Side side, boolean fromClient, Segment segment, byte[] bytes, int at, int lineEnd) {
        byte[] text = bytes;
        int from = at;
        int to = lineEnd;
        if (side.carried > 0) {
            carryLine(side, bytes, at, lineEnd - at);
            text = carryOf(side, LINE_LIMIT);
            from = 0;
            to = side.carried;
            side.carried = 0;
        }
        to = HttpHead.withoutReturn(text, from, to);
        switch (side.phase) {
            case START -> startLine(connection, side, fromClient, segment, text, from, to);
            case HEADERS -> {
                if (to == from) {
                    endHeaders(connection, side, fromClient, segment);
                } else {
                    field(connection.exchanges, side, fromClient, text, from, to);
                }
            }
            case CHUNK_SIZE -> chunkSize(connection, side, fromClient, text, from, to);
            case TRAILERS -> {
                if (to == from) {
                    endMessage(connection, side, fromClient, segment.timeNanos);
                }
            }
            default -> throw new IllegalStateException("no lines in phase " + side.phase);
        }
    }

    private void startLine(
            Connection connection, Side side, boolean fromClient, Segment segment, byte[] text, int from, int to) {
        if (to == from) {
            return;
        }
        if (ownHead.start(text, from, to, fromClient)) {
            ownHead.store(connection.exchanges, side, text, product);
            side.phase = HEADERS;
            noteTimeout(connection.exchanges, fromClient);
        } else if (fromClient) {
            connection.exchanges.requestIncomplete = false;
            side.phase = LOST;
        } else {
            lose(connection, side, segment.timeNanos);
        }
    }

    private void field(Exchanges exchanges, Side side, boolean fromClient, byte[] text, int from, int to) {
        ownHead.load(exchanges, side, fromClient);
        ownHead.field(text, from, to);
        ownHead.store(exchanges, side, text, product);
    }

    /** The whole header that the payload of a segment begins with; null if it does not, or not with one of this side. */
    private @Nullable HttpHead wholeHead(Segment segment, boolean fromClient) {
        HttpHead head = HttpHead.of(segment);
        if (head == null) {
            ownHead.scan(segment);
            head = ownHead;
        }
        return head.isWhole() && head.isRequest() == fromClient ? head : null;
    }

    /** Takes a whole header, as {@link #line} would line by line; answers where it ends. */
    private int take(HttpHead head, Connection connection, Side side, boolean fromClient, Segment segment) {
        Exchanges exchanges = connection.exchanges;
        begin(connection, fromClient, segment, segment.payloadOffset);
        head.store(exchanges, side, segment.bytes, product);
        side.phase = HEADERS;
        noteTimeout(exchanges, fromClient);
        progress(exchanges, fromClient, segment, head.end());
        endHeaders(connection, side, fromClient, segment);
        if (!fromClient && side.phase != START) {
            progress(exchanges, false, segment, head.end());
        }
        return head.end();
    }

    private static void endHeaders(Connection connection, Side side, boolean fromClient, Segment segment) {
        Exchanges exchanges = connection.exchanges;
        if (fromClient) {
            side.left = Math.max(0, side.left);
        } else {
            int status = exchanges.status;
            if (exchanges.isUpgraded() || (status / 100 == 2 && exchanges.method == HttpMethod.CONNECT)) {
                exchanges.endAnswer(segment.timeNanos);
                exchanges.boundariesKnown = false;
                connection.client.phase = (byte) (exchanges.isUpgraded() ? UPGRADED : OPAQUE);
                connection.client.carried = 0;
                side.phase = connection.client.phase;
                return;
            }
            if (status / 100 == 1) {
                endInterim(exchanges, side);
                return;
            }
            answerHeader(exchanges, side, segment.timeNanos);
            if (exchanges.outstanding() == 0 && !exchanges.unasked && (side.isChunked || side.left != 0)) {
                // The request was not captured.
                // If it was HEAD, the next answer follows and no body (RFC 9112 section 6.3).
                side.left = 0;
                side.phase = LOST;
                return;
            }
        }
        if (side.isChunked) {
            side.phase = CHUNK_SIZE;
        } else if (side.left == 0) {
            endMessage(connection, side, fromClient, segment.timeNanos);
        } else if (side.left > 0) {
            side.phase = BODY;
        } else {
            side.phase = UNTIL_CLOSE;
            exchanges.answerUntilClose = true;
        }
    }

    /**
     * After a 101 the preface of HTTP/2, by whichever side speaks first, tells that this is spoken now (RFC 7540 section 3.2).
     * It may come in pieces: what may become that of a client is no turn yet.
     */
    private void readUpgraded(Connection connection, Side side, boolean fromClient, Segment segment, int at) {
        short before = side.carried;
        int captured = segment.payloadOffset + segment.payloadCaptured - at;
        carry(side, segment.bytes, at, Math.max(0, captured), FirstBytes.ENOUGH);
        byte[] words = carryOf(side, FirstBytes.ENOUGH);
        FirstBytes said = FirstBytes.of(words, side.carried);
        if (said == (fromClient ? FirstBytes.HTTP2_PREFACE : FirstBytes.HTTP2_SETTINGS)) {
            side.carried = before;
            Http2Reader.upgrade(connection);
            connection.reader = http2;
            http2.read(connection, side, fromClient, segment, at - segment.payloadOffset);
            return;
        }
        boolean isHidden = segment.payloadCaptured < segment.payloadLength;
        if (said != FirstBytes.NONE || isHidden) {
            side.phase = OPAQUE;
        }
        if (side.phase == OPAQUE || !fromClient || words[0] != 'P') {
            takeOpaqueTurn(connection, fromClient, segment, at);
        }
    }

    private static void takeOpaqueTurn(Connection connection, boolean fromClient, Segment segment, int at) {
        Exchanges exchanges = connection.exchanges;
        takeTurn(connection, fromClient, segment, at - segment.payloadOffset);
        if (fromClient && exchanges.isUpgraded()) {
            int capturedEnd = segment.payloadOffset + segment.payloadCaptured;
            exchanges.lastWordsAsk = LastWords.isWebSocketMessage(segment.bytes, at, capturedEnd);
        }
    }

    /** The final answer is still to come (RFC 9110 section 15.2). */
    private static void endInterim(Exchanges exchanges, Side side) {
        exchanges.answerBegun = false;
        side.phase = START;
    }

    /** What the header of a final answer decides, as far as it was captured. */
    private static void answerHeader(Exchanges exchanges, Side side, long nanos) {
        int status = exchanges.status;
        exchanges.serverAnnouncedClose = side.saysClose && !exchanges.unasked;
        exchanges.wrongProtocolAnswer = status == 400
                && exchanges.software == ServerSoftware.NGINX
                && side.left - side.serverTokenLength == NGINX_497_PAGE;
        // Go says 400 to half a header whose time is over.
        boolean gaveUp =
                status == 400 && exchanges.requestIncomplete && nanos - exchanges.lastRequestEndNanos > PATIENCE_NANOS;
        exchanges.timedOutRequest = exchanges.outstanding() > 0 && !exchanges.unasked && (status == 408 || gaveUp);
        boolean answersHead = (exchanges.headMask >>> exchanges.answered & 1) != 0;
        if (answersHead || status == 204 || status == 304) {
            // No body, whatever the fields say (RFC 9112 section 6.3).
            side.left = 0;
            side.isChunked = false;
        }
    }

    /**
     * Servers that get plain HTTP on a TLS port say so in the body of a 400. Where the snapshot hides the body, nginx's
     * page for it (ngx_http_error_497_page in ngx_http_special_response.c) still has a length of its own.
     */
    private static void readRefusal(Exchanges exchanges, Side side, byte[] bytes, int from, int end) {
        int at = from;
        while (!exchanges.wrongProtocolAnswer && at < end) {
            int taken = Math.min(end - at, LINE_LIMIT - side.carried);
            carry(side, bytes, at, taken, LINE_LIMIT);
            at += taken;
            byte[] text = carryOf(side, LINE_LIMIT);
            for (byte[] words : WRONG_PROTOCOL_WORDS) {
                exchanges.wrongProtocolAnswer |= Ascii.contains(text, 0, side.carried, words);
            }
            // What may be the beginning of such words.
            int kept = Math.min(side.carried, LONGEST_WORDS - 1);
            System.arraycopy(text, side.carried - kept, text, 0, kept);
            side.carried = (short) kept;
        }
    }

    /** Ends a chunk or a message if all of its body came. */
    private static void endBody(Connection connection, Side side, boolean fromClient, long nanos) {
        if (side.left > 0) {
            return;
        }
        side.carried = 0;
        if (side.phase == CHUNK_DATA) {
            side.phase = CHUNK_SIZE;
        } else {
            endMessage(connection, side, fromClient, nanos);
        }
    }

    @Override
    void gap(Connection connection, Side side, boolean fromClient, int missing) {
        boolean isInBody = side.phase == BODY || side.phase == CHUNK_DATA;
        if (!isInBody) {
            // A hole in a header: what it said so far of the length of the body does not count.
            side.left = 0;
        }
        side.carried = 0;
        super.gap(connection, side, fromClient, missing);
        if (isInBody && side.phase != LOST) {
            endBody(connection, side, fromClient, connection.lastNanos);
        }
    }

    private static void chunkSize(Connection connection, Side side, boolean fromClient, byte[] text, int from, int to) {
        long size = 0;
        int digits = 0;
        for (int i = from; i < to && digits < 15; i++) {
            int digit = Character.digit(text[i], 16);
            if (digit < 0) {
                break;
            }
            size = size << 4 | digit;
            digits++;
        }
        if (digits == 0) {
            lose(connection, side, fromClient ? 0 : connection.lastNanos);
        } else if (size == 0) {
            side.phase = TRAILERS;
        } else {
            side.phase = CHUNK_DATA;
            side.left = size + 2;
        }
    }

    private static void endMessage(Connection connection, Side side, boolean fromClient, long nanos) {
        Exchanges exchanges = connection.exchanges;
        side.phase = START;
        side.left = 0;
        if (fromClient) {
            exchanges.requestIncomplete = false;
        } else if (!exchanges.unasked) {
            noteGatewayError(connection);
            exchanges.endAnswer(nanos);
        }
    }

    /** Before an answer ends. */
    private static void noteGatewayError(Connection connection) {
        Exchanges exchanges = connection.exchanges;
        if (GatewayError.isStatus(exchanges.status) && exchanges.outstanding() == 1) {
            connection.noteGatewayError();
        }
    }

    /** The boundaries are gone; all answers count as whole, so that nobody is accused on a guess. */
    private static void lose(Connection connection, Side side, long nanos) {
        side.phase = LOST;
        side.left = 0;
        connection.exchanges.boundariesKnown = false;
        if (side == connection.server && nanos != 0) {
            connection.exchanges.endAnswers(nanos);
        }
    }

    private static boolean findsStart(Side side, boolean fromClient, byte[] bytes, int at, int end) {
        boolean begins = fromClient
                ? HttpMethod.at(bytes, at, end - at) != null
                : Ascii.starts(bytes, at, end - at, FirstBytes.STATUS_LINE);
        if (begins) {
            side.phase = START;
            side.carried = 0;
        }
        return begins;
    }

    private static void lostBytes(Connection connection, boolean fromClient, Segment segment, int skip) {
        Exchanges exchanges = connection.exchanges;
        exchanges.boundariesKnown = false;
        if (fromClient) {
            exchanges.requestBytes(segment.timeNanos, segment.sequence + segment.payloadLength);
        } else {
            takeTurn(connection, false, segment, skip);
        }
    }

    /** The snapshot length hides the rest of the segment in the middle of a header, {@code hidden} bytes of it. */
    private void cutShort(Connection connection, Side side, boolean fromClient, Segment segment, int at, int hidden) {
        Exchanges exchanges = connection.exchanges;
        byte[] bytes = segment.bytes;
        int end = segment.payloadOffset + segment.payloadCaptured;
        if (side.phase == START && side.carried == 0 && !findsStart(side, fromClient, bytes, at, end)) {
            // The rest of a message whose end was hidden.
            side.phase = LOST;
            lostBytes(connection, fromClient, segment, at - segment.payloadOffset);
            return;
        }
        if (side.phase == START && side.carried > 0) {
            // What is new in a segment that was sent again may be hidden, and begin behind the window.
            carryLine(side, bytes, Math.min(at, end), Math.max(0, end - at));
            startLine(connection, side, fromClient, segment, carryOf(side, LINE_LIMIT), 0, side.carried);
        } else if (side.phase == START && end > at) {
            if (isNew(side, bytes, at, end)) {
                begin(connection, fromClient, segment, at);
            }
            startLine(connection, side, fromClient, segment, bytes, at, end);
        }
        progress(exchanges, fromClient, segment, segment.payloadOffset + segment.payloadLength);
        exchanges.boundariesKnown = false;
        side.carried = 0;
        if (side.phase != HEADERS) {
            lose(connection, side, fromClient ? 0 : segment.timeNanos);
            exchanges.requestIncomplete &= !fromClient;
            return;
        }
        if (!fromClient && exchanges.status / 100 == 1 && !exchanges.isUpgraded()) {
            endInterim(exchanges, side);
            return;
        }
        if (!fromClient) {
            answerHeader(exchanges, side, segment.timeNanos);
        }
        // At least the blank line is hidden too, so this is the least that is still to come.
        long length = side.left;
        long left =
                side.left == HttpHead.UNKNOWN_LENGTH ? HttpHead.UNKNOWN_LENGTH : Math.max(0, side.left - hidden + 2);
        boolean mayHaveBody =
                fromClient ? exchanges.method == HttpMethod.POST || exchanges.method == HttpMethod.PUT : true;
        if (left > 0) {
            side.left = left;
            side.phase = BODY;
        } else if (left == 0 || (fromClient && !mayHaveBody)) {
            endMessage(connection, side, fromClient, segment.timeNanos);
            if (hidden - length >= SHORTEST_ANSWER) {
                // Behind it may be answers to other requests.
                assumeAnswered(connection, fromClient);
            }
        } else {
            if (!fromClient) {
                noteGatewayError(connection);
            }
            lose(connection, side, fromClient ? 0 : segment.timeNanos);
            exchanges.requestIncomplete &= !fromClient;
        }
    }

    @Override
    void end(Connection connection, boolean fromClient, long nanos) {
        if (!fromClient && connection.server.phase == UNTIL_CLOSE) {
            endMessage(connection, connection.server, false, nanos);
        }
    }
}
