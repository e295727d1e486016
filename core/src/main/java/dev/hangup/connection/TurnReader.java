package dev.hangup.connection;

import dev.hangup.capture.Segment;

/** Tells messages of unrecognised protocols by who speaks when. */
final class TurnReader extends MessageReader {
    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        connection.exchanges.boundariesKnown = false;
        takeTurn(connection, fromClient, segment, skip);
        Exchanges exchanges = connection.exchanges;
        boolean begins = fromClient && exchanges.lastRequestFrame == segment.frame;
        if (begins && exchanges.answered > 0) {
            // Of words that were cut nobody knows how they began, or go on.
            boolean isWhole = skip == 0 && segment.payloadCaptured == segment.payloadLength;
            exchanges.lastWordsAsk =
                    isWhole && LastWords.ask(segment.bytes, segment.payloadOffset, segment.payloadCaptured);
        }
    }
}
