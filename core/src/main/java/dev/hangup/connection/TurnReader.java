package dev.hangup.connection;

import dev.hangup.capture.Segment;

/** Tells messages of unrecognised protocols by who speaks when. */
final class TurnReader extends MessageReader {
    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        connection.exchanges.boundariesKnown = false;
        boolean isOpen = connection.exchanges.outstanding() > 0;
        if (!fromClient
                && !isOpen
                && LastWords.dismiss(segment.bytes, segment.payloadOffset, segment.payloadCaptured)) {
            // What a server says when its patience is over ends no idle time.
            return;
        }
        if (fromClient && (TlsReader.isAlert(segment) || isOpen && leavesUnanswered(connection, segment))) {
            // An alert of TLS whose beginning was not captured asks for nothing either.
            return;
        }
        Exchanges exchanges = connection.exchanges;
        exchanges.lastWordsBlock &= isOpen || !fromClient;
        takeTurn(connection, fromClient, segment, skip);
        if (fromClient && exchanges.lastRequestFrame == segment.frame) {
            hearLastWords(connection, segment, skip);
        }
    }

    /** A farewell behind an open question belongs to the client's close: it neither answers it nor goes on with it. */
    private static boolean leavesUnanswered(Connection connection, Segment segment) {
        return connection.exchanges.lastWordsAsk
                && LastWords.isFarewell(
                        connection.protocol(), segment.bytes, segment.payloadOffset, segment.payloadCaptured);
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
