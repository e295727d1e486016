package dev.hangup.connection;

import dev.hangup.capture.Segment;

/**
 * TLS records (RFC 8446 section 5, RFC 5246 section 6): the handshake and its alerts, and turns of application data.
 * TLS 1.3 disguises handshake messages and alerts as application data; their sizes give them away.
 */
final class TlsReader extends MessageReader {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    private static final int PHASE_RECORDS = 0;
    /** In a record of handshake messages that may be in clear. */
    private static final int PHASE_HANDSHAKE = 1;
    /** In an alert in clear: level and description. */
    private static final int PHASE_ALERT = 2;

    private static final int PLAIN_ALERT = 2;
    private static final int HEADER = 5;
    private static final int MAX_RECORD = 16384 + 2048;

    /** An alert in TLS 1.3: level, description, content type, 16 bytes of tag. */
    private static final int DISGUISED_ALERT = 19;
    /** A Finished in TLS 1.3 with SHA-256 and SHA-384: 4 + hash + content type + tag. */
    private static final int FINISHED_SHA256 = 53;

    private static final int FINISHED_SHA384 = 69;
    /** JSSE pads its records by 16 bytes: a Finished with SHA-384, and an alert. */
    private static final int FINISHED_PADDED = 85;

    private static final int ALERT_PADDED = 35;
    /** No ticket is as long as this; two full records of one answer are. */
    private static final int TICKET_LIMIT = 4096;
    /** A server that refuses a client's certificate does so at once; later it says goodbye. */
    private static final long REFUSAL_NANOS = 500_000_000L;
    /** Framing of one HTTP/2 WINDOW_UPDATE: 9 + 4 bytes (RFC 9113 section 6.9). */
    private static final int WINDOW_UPDATE = 13;

    private static final int FRAME_HEADER = 9;
    /** One parameter of SETTINGS (RFC 9113 section 6.5.1). */
    private static final int PARAMETER = 6;

    private static final int MOST_SETTINGS = FRAME_HEADER + 8 * PARAMETER;
    private static final int PING = FRAME_HEADER + 8;
    private static final int OVERHEAD_TLS13 = 17;
    private static final int OVERHEAD_TLS12 = 24;
    /**
     * No request fits in a record this small: the shortest of HTTP/1.1 is 18 bytes, and the record adds 17 (TLS 1.3) or
     * 24 (TLS 1.2 with AES-GCM). HTTP/2 control frames do.
     */
    private static final int SMALLEST_REQUEST = 42;

    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        TlsState tls = state(connection);
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset + skip;
        int capturedEnd = segment.payloadOffset + segment.payloadCaptured;
        int wireEnd = segment.payloadOffset + segment.payloadLength;
        connection.exchanges.boundariesKnown = false;
        while (at < wireEnd) {
            if (side.phase == LOST) {
                if (!looksLikeRecord(bytes, at, capturedEnd)) {
                    boolean isRest = fromClient && isRestOfAnswered(connection.exchanges, segment);
                    if (tls.isHandshakeDone() && !isRest) {
                        takeTurn(connection, fromClient, segment, at - segment.payloadOffset);
                    }
                    return;
                }
                side.phase = PHASE_RECORDS;
                side.left = 0;
                side.carried = 0;
            }
            if (side.left > 0) {
                int taken = (int) Math.min(side.left, wireEnd - at);
                int captured = Math.max(0, Math.min(taken, capturedEnd - at));
                contents(tls, side, fromClient, segment, at, taken, captured);
                side.left -= taken;
                at += taken;
                progress(connection, side, fromClient, segment, at);
                continue;
            }
            int missing = HEADER - side.carried;
            if (capturedEnd - at < missing) {
                if (capturedEnd < wireEnd) {
                    lose(tls, side, fromClient);
                    return;
                }
                carry(side, bytes, at, capturedEnd - at, HEADER);
                return;
            }
            byte[] header = bytes;
            int headerAt = at;
            byte[] carried = side.carry;
            if (side.carried > 0 && carried != null) {
                carry(side, bytes, at, missing, HEADER);
                header = carried;
                headerAt = 0;
            }
            at += missing;
            side.carried = 0;
            int type = header[headerAt];
            int length = (header[headerAt + 3] & 0xff) << 8 | (header[headerAt + 4] & 0xff);
            if (!isRecord(type, header[headerAt + 1], length)) {
                lose(tls, side, fromClient);
                return;
            }
            side.left = length;
            side.phase = PHASE_RECORDS;
            boolean isOpen = connection.exchanges.outstanding() > 0;
            side.carriesMessage = type == APPLICATION_DATA
                    && !isAlert(tls, length)
                    && (length >= SMALLEST_REQUEST || !fromClient && isOpen);
            record(connection, tls, side, fromClient, segment, type, length, at);
        }
    }

    private static TlsState state(Connection connection) {
        TlsState tls = connection.exchanges.tls;
        if (tls == null) {
            tls = new TlsState();
            connection.exchanges.tls = tls;
        }
        return tls;
    }

    /**
     * The snapshot length hides the rest of a flight. The flight of a client that has sent its key exchange or its
     * ChangeCipherSpec ends with its Finished, and the server's next one does too.
     */
    private static void lose(TlsState tls, Side side, boolean fromClient) {
        side.phase = LOST;
        side.left = 0;
        side.carried = 0;
        side.handshake = null;
        if (fromClient && (tls.clientChangeCipher || tls.clientKeyExchange)) {
            tls.version13 |= !tls.clientKeyExchange;
            tls.clientFinished = true;
        } else if (!fromClient && tls.clientFinished) {
            tls.serverFinished = true;
        }
    }

    @Override
    void gap(Connection connection, Side side, boolean fromClient, int missing) {
        TlsState tls = state(connection);
        if (side.left >= missing) {
            if (side.phase == PHASE_HANDSHAKE) {
                handshake(side).miss(tls, fromClient, missing);
            }
            side.left -= missing;
        } else {
            tls.flightMissed |= !tls.isHandshakeDone();
            lose(tls, side, fromClient);
            if (tls.isHandshakeDone()) {
                assumeAnswered(connection, fromClient);
            }
        }
        // What is missing may have been the rest.
        connection.exchanges.recordCut &= fromClient || side.left > 0;
    }

    /** A record is written and read as one: of half of it nobody has anything (RFC 8446 section 5.1). */
    @Override
    void cut(Connection connection) {
        Side server = connection.server;
        connection.exchanges.recordCut =
                server.left > 0 && server.phase == PHASE_RECORDS && server.carriesMessage && server.isWholeSoFar();
    }

    private static boolean isRecord(int type, int major, int length) {
        return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA + 1 && major == 3 && length <= MAX_RECORD;
    }

    /** Whether a payload is one alert and nothing else (RFC 8446 section 6), in clear or not. */
    static boolean isAlert(Segment segment) {
        int at = segment.payloadOffset;
        byte[] bytes = segment.bytes;
        return segment.payloadCaptured >= HEADER
                && bytes[at] == ALERT
                && bytes[at + 1] == 3
                && segment.payloadLength == HEADER + ((bytes[at + 3] & 0xff) << 8 | (bytes[at + 4] & 0xff));
    }

    /** The type of the first message in a record of the handshake, of which {@code opening} has the first bytes. */
    static int firstMessage(long opening) {
        return FirstBytes.byteAt(opening, HEADER);
    }

    static boolean looksLikeRecord(byte[] bytes, int at, int end) {
        return end - at >= HEADER
                && isRecord(bytes[at], bytes[at + 1], (bytes[at + 3] & 0xff) << 8 | (bytes[at + 4] & 0xff))
                && bytes[at + 2] <= 4;
    }

    /** A record of {@code length} bytes begins, whose contents would begin at {@code at}. */
    private static void record(
            Connection connection,
            TlsState tls,
            Side side,
            boolean fromClient,
            Segment segment,
            int type,
            int length,
            int at) {
        switch (type) {
            case HANDSHAKE -> handshakeRecord(tls, side, fromClient, length);
            case CHANGE_CIPHER_SPEC -> {
                tls.clientChangeCipher |= fromClient;
                tls.serverChangeCipher |= !fromClient;
            }
            case ALERT -> {
                if (length == PLAIN_ALERT) {
                    side.phase = PHASE_ALERT;
                } else {
                    alert(tls, fromClient, segment, -1);
                }
            }
            default -> {
                side.handshake = null;
                application(connection, tls, fromClient, segment, length, at - segment.payloadOffset);
            }
        }
    }

    private static void handshakeRecord(TlsState tls, Side side, boolean fromClient, int length) {
        if (!fromClient && tls.serverChangeCipher) {
            tls.serverFinished = true;
        } else if (!fromClient || !tls.clientFinished) {
            side.phase = PHASE_HANDSHAKE;
            // After the ChangeCipherSpec, which TLS 1.3 has for the sake of boxes only, it is the Finished of TLS 1.2
            // or the second ClientHello that a HelloRetryRequest asked for.
            handshake(side).beginRecord(length, fromClient && tls.clientChangeCipher);
        }
    }

    private static TlsHandshake handshake(Side side) {
        TlsHandshake handshake = side.handshake;
        if (handshake == null) {
            handshake = new TlsHandshake();
            side.handshake = handshake;
        }
        return handshake;
    }

    /** The next {@code taken} bytes of a record, of which the first {@code captured} can be read at {@code at}. */
    private static void contents(
            TlsState tls, Side side, boolean fromClient, Segment segment, int at, int taken, int captured) {
        if (side.phase == PHASE_HANDSHAKE) {
            TlsHandshake handshake = handshake(side);
            handshake.read(tls, fromClient, segment.bytes, at, at + captured);
            if (captured < taken) {
                handshake.miss(tls, fromClient, taken - captured);
            }
        } else if (side.phase == PHASE_ALERT && taken == side.left) {
            alert(tls, fromClient, segment, captured == taken ? segment.bytes[at + taken - 1] & 0xff : -1);
        }
    }

    /** An alert, of which the {@code description} is -1 if it is encrypted or was not captured. */
    private static void alert(TlsState tls, boolean fromClient, Segment segment, int description) {
        boolean plain = description >= 0;
        if (description == 0 || (!plain && (tls.isHandshakeDone() || tls.flightMissed))) {
            closeNotify(tls, fromClient, segment.timeNanos);
        } else if (!tls.isHandshakeDone() || plain) {
            handshakeAlert(tls, fromClient, segment, description);
        }
    }

    private static void closeNotify(TlsState tls, boolean fromClient, long nanos) {
        if (fromClient && tls.clientCloseNotifyNanos == 0) {
            tls.clientCloseNotifyNanos = nanos;
        } else if (!fromClient && tls.serverCloseNotifyNanos == 0) {
            tls.serverCloseNotifyNanos = nanos;
        }
    }

    private static void handshakeAlert(TlsState tls, boolean fromClient, Segment segment, int description) {
        if (!tls.alertSeen) {
            tls.alertSeen = true;
            tls.alertFromClient = fromClient;
            tls.alertDescription = description;
            tls.alertFrame = segment.frame;
        }
    }

    /** A record of {@code length} bytes whose contents begin {@code skip} bytes into the payload. */
    private static void application(
            Connection connection, TlsState tls, boolean fromClient, Segment segment, int length, int skip) {
        if (!tls.clientHello || tls.flightMissed) {
            // The capture began later, or has a hole: all that is seen is application data, but for an alert.
            tls.applicationData = true;
        } else if (!tls.clientFinished && !tls.clientKeyExchange) {
            // Up to TLS 1.2 nothing of this type can come before the client's Finished.
            tls.version13 = true;
            if (fromClient) {
                clientFlight(tls, segment, length);
                return;
            }
            if (!tls.clientFlight) {
                return;
            }
            // Certificate and Finished in one record have no telling size; that the server goes on tells.
        }
        finished(tls, segment.timeNanos);
        if (isAlert(tls, length) && (tls.version13 || !tls.clientHello || tls.flightMissed)) {
            // Where no certificate was asked for, a client's flight is its Finished alone (RFC 8446 section 4.4).
            // Of that nothing is refused; nor after a ticket, which follows a Finished that the server took (4.6.1).
            boolean neverAnswered = connection.exchanges.answered == 0
                    && tls.clientFlight
                    && tls.ticketLength == 0
                    && tls.clientCloseNotifyNanos == 0
                    && !connection.client.finSent
                    && segment.timeNanos - tls.finishedNanos < REFUSAL_NANOS;
            if (!fromClient && tls.clientHello && !tls.flightMissed && neverAnswered) {
                handshakeAlert(tls, false, segment, -1);
            } else {
                closeNotify(tls, fromClient, segment.timeNanos);
            }
            return;
        }
        if (!fromClient && tls.version13 && isTicket(connection.exchanges, tls, length)) {
            return;
        }
        if (!fromClient && tls.clientCloseNotifyNanos != 0) {
            tls.afterClientCloseNotify += length;
        }
        if (fromClient && tls.mayBeHttp2() && connection.exchanges.answered > 0 && isWindowUpdates(length)) {
            return;
        }
        tls.applicationData = true;
        tls.serverSpoke |= !fromClient && !(tls.settingsAcknowledged ? isPreface(tls, length) : isControl(tls, length));
        if (fromClient && confirmsHttp2(connection.exchanges, tls, length)) {
            tls.settingsAcknowledged = true;
            takeAnswerBack(connection.exchanges);
            return;
        }
        if (!fromClient && tls.settingsAcknowledged && !tls.serverSpoke) {
            // The rest of the server's preface: what it says before it speaks.
            return;
        }
        if (!fromClient && length < SMALLEST_REQUEST && !isAsked(connection.exchanges, segment)) {
            // A goodbye or a control frame that nobody asked for; JSSE pads its alerts whatever its peer does.
            if (length == ALERT_PADDED && tls.version13) {
                closeNotify(tls, false, segment.timeNanos);
            } else {
                tls.unaskedNanos = segment.timeNanos;
            }
            return;
        }
        if (fromClient && isRestOfAnswered(connection.exchanges, segment)) {
            return;
        }
        if (!fromClient || length >= SMALLEST_REQUEST) {
            takeTurn(connection, fromClient, segment, skip - HEADER, skip);
        }
    }

    /** Whether a request is open that this may answer. */
    private static boolean isAsked(Exchanges exchanges, Segment segment) {
        return exchanges.requests > exchanges.answered && exchanges.isHeard(segment);
    }

    /** Whether the client has not seen the last answer yet: it goes on with a request that was answered before its end. */
    private static boolean isRestOfAnswered(Exchanges exchanges, Segment segment) {
        return exchanges.answered > 0
                && exchanges.requests == exchanges.answered
                && segment.acknowledgment - exchanges.answerEnd < 0;
    }

    /** A record of the client after the server's flight and before its own Finished was recognised. */
    private static void clientFlight(TlsState tls, Segment segment, int length) {
        if (length == DISGUISED_ALERT) {
            handshakeAlert(tls, true, segment, -1);
        } else if (length == FINISHED_SHA256 || length == FINISHED_SHA384 || length == FINISHED_PADDED) {
            tls.padded = length == FINISHED_PADDED;
            finished(tls, segment.timeNanos);
        } else {
            // Not what a client sends early (0-RTT), before the server has spoken.
            tls.clientFlight |= tls.serverHello;
        }
    }

    private static void finished(TlsState tls, long nanos) {
        tls.clientFinished = true;
        tls.finishedNanos = tls.finishedNanos == 0 ? nanos : tls.finishedNanos;
    }

    private static boolean isAlert(TlsState tls, int length) {
        return length == DISGUISED_ALERT || (tls.padded && length == ALERT_PADDED);
    }

    /**
     * The two session tickets that OpenSSL sends after a TLS 1.3 handshake are records of equal length. The first alone
     * looks like an answer; the second takes that back, unless the client asked again in between.
     */
    private static boolean isTicket(Exchanges exchanges, TlsState tls, int length) {
        if (tls.ticketLength == 0) {
            tls.ticketLength = length;
            tls.requestOpen = exchanges.requests > exchanges.answered;
            tls.requestsAtTicket = exchanges.requests;
            return false;
        }
        boolean second = tls.ticketLength == length
                && length < TICKET_LIMIT
                && exchanges.answered <= 1
                && exchanges.requests == tls.requestsAtTicket;
        if (second) {
            tls.serverSpoke = false;
            if (tls.requestOpen) {
                takeAnswerBack(exchanges);
            }
        }
        tls.ticketLength = -1;
        return second;
    }

    private static void takeAnswerBack(Exchanges exchanges) {
        exchanges.answered = 0;
        exchanges.lastAnswerNanos = 0;
        exchanges.crossed = false;
    }

    /**
     * Whether a record of the client has the size of an acknowledgment of SETTINGS, and nothing came from the server so far
     * but what may be SETTINGS, WINDOW_UPDATE and such (RFC 9113 section 3.4): that was no answer yet.
     */
    private static boolean confirmsHttp2(Exchanges exchanges, TlsState tls, int length) {
        return tls.offersHttp2
                && !tls.serverSpoke
                && exchanges.requests == 1
                && exchanges.answered <= 1
                && plainBytes(tls, length) == FRAME_HEADER;
    }

    /** Whether a record is as long as SETTINGS with some parameters, WINDOW_UPDATE, PING, or the first two in one. */
    private static boolean isControl(TlsState tls, int length) {
        int plain = plainBytes(tls, length);
        boolean settings = plain >= FRAME_HEADER && plain <= MOST_SETTINGS && (plain - FRAME_HEADER) % PARAMETER == 0;
        int rest = plain - WINDOW_UPDATE;
        boolean both = rest >= FRAME_HEADER && rest <= MOST_SETTINGS && (rest - FRAME_HEADER) % PARAMETER == 0;
        return settings || both || plain == WINDOW_UPDATE || plain == PING;
    }

    /** Whether a record is as long as an acknowledgment of SETTINGS or as WINDOW_UPDATE. */
    private static boolean isPreface(TlsState tls, int length) {
        int plain = plainBytes(tls, length);
        return plain == FRAME_HEADER || plain == WINDOW_UPDATE;
    }

    private static int plainBytes(TlsState tls, int length) {
        return length - (tls.version13 ? OVERHEAD_TLS13 : OVERHEAD_TLS12);
    }

    /** Whether a record that is long enough for a request has just the size of two or three WINDOW_UPDATE frames. */
    private static boolean isWindowUpdates(int length) {
        int left = length - OVERHEAD_TLS13;
        int leftInTls12 = length - OVERHEAD_TLS12;
        return left == 2 * WINDOW_UPDATE
                || left == 3 * WINDOW_UPDATE
                || leftInTls12 == 2 * WINDOW_UPDATE
                || leftInTls12 == 3 * WINDOW_UPDATE;
    }

    /** A record came as far as {@code at}. */
    private static void progress(Connection connection, Side side, boolean fromClient, Segment segment, int at) {
        Exchanges exchanges = connection.exchanges;
        if (!side.carriesMessage) {
            return;
        }
        if (fromClient) {
            if (exchanges.requests > exchanges.answered) {
                exchanges.requestBytes(segment.timeNanos, segment.sequence + (at - segment.payloadOffset));
            }
        } else if (exchanges.requests > 0 && exchanges.requests == exchanges.answered) {
            exchanges.lastAnswerNanos = segment.timeNanos;
            exchanges.answerEnd = segment.sequence + (at - segment.payloadOffset);
        }
    }
}
