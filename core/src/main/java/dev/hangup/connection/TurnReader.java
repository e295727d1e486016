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
        if (fromClient && TlsReader.isAlert(segment)) {
            // Of TLS whose beginning was not captured: it asks for nothing.
            return;
        }
        takeTurn(connection, fromClient, segment, skip);
        Exchanges exchanges = connection.exchanges;
        if (fromClient && exchanges.lastRequestFrame == segment.frame) {
            hearLastWords(connection, segment, skip);
        }
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
        exchanges.lastWordsBlock = isWhole && protocol == Protocol.REDIS && LastWords.block(bytes, at, count);
    }
}
