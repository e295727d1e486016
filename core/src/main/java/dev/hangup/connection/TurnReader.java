package dev.hangup.connection;

import dev.hangup.capture.Segment;

/** Tells messages of unrecognised protocols by who speaks when. */
final class TurnReader extends MessageReader {
    @Override
    void read(Connection connection, Side side, boolean fromClient, Segment segment, int skip) {
        connection.exchanges.boundariesKnown = false;
        takeTurn(connection, fromClient, segment, skip);
    }
}
