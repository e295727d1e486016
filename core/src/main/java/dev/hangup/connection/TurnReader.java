package dev.hangup.connection;

import dev.hangup.capture.Segment;

/** Tells messages of unrecognised protocols by who speaks when. */
final class TurnReader extends MessageReader {
    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        connection.exchanges.boundariesKnown = false;
        boolean isOpen = connection.exchanges.outstanding() > 0;
        if (fromClient ? isNoRequest(connection, segment, isOpen) : isDismissal(connection, segment, isOpen)) {
            return;
        }
        Exchanges exchanges = connection.exchanges;
        exchanges.lastWordsBlock &= isOpen || !fromClient;
        takeTurn(connection, fromClient, segment, skip);
        if (fromClient && exchanges.lastRequestFrame == segment.frame) {
            hearLastWords(connection, segment, skip);
        }
    }

    /**
     * What a server says when its patience is over, or its life, ends no idle time. Nor does it answer what PostgreSQL would
     * have gone on with.
     */
    private static boolean isDismissal(Connection connection, Segment segment, boolean isOpen) {
        Exchanges exchanges = connection.exchanges;
        Dismissal reason;
        if (!isOpen) {
            reason = Dismissals.of(segment.bytes, segment.payloadOffset, segment.payloadCaptured);
        } else if (exchanges.lastWordsAsk && connection.protocol() == Protocol.POSTGRESQL) {
            reason = Dismissals.ofPostgresql(segment.bytes, segment.payloadOffset, segment.payloadCaptured);
        } else {
            return false;
        }
        if (reason == Dismissal.NONE || isOpen && !reason.isStop() && !reason.isCrash()) {
            return false;
        }
        exchanges.dismissal = reason.number();
        return true;
    }

    /** A farewell behind an open question belongs to the client's close: it neither answers it nor goes on with it. */
    private static boolean isNoRequest(Connection connection, Segment segment, boolean isOpen) {
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset;
        int count = segment.payloadCaptured;
        Protocol protocol = connection.protocol();
        // An alert is of TLS whose beginning was not captured.
        return TlsReader.isAlert(segment)
                || protocol == Protocol.AMQP && LastWords.isHeartbeat(bytes, at, count)
                || isOpen && connection.exchanges.lastWordsAsk && LastWords.isFarewell(protocol, bytes, at, count);
    }

    private static void hearLastWords(Connection connection, Segment segment, int skip) {
        Exchanges exchanges = connection.exchanges;
        // Of words that were cut nobody knows how they began, or go on.
        exchanges.lastWordsHidden = segment.payloadCaptured < segment.payloadLength;
        boolean isWhole = skip == 0 && !exchanges.lastWordsHidden;
        Protocol protocol = connection.protocol();
        byte[] bytes = segment.bytes;
        int at = segment.payloadOffset;
        int count = segment.payloadCaptured;
        exchanges.lastWordsAsk = isWhole && LastWords.ask(protocol, exchanges.answered > 0, bytes, at, count);
        // What waits behind such words takes as long.
        exchanges.lastWordsBlock |= isWhole && protocol == Protocol.REDIS && LastWords.block(bytes, at, count);
    }
}
