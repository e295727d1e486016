package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Http2State;
import dev.hangup.connection.Reset;
import org.jspecify.annotations.Nullable;

/**
 * Answers the first question: is anybody hurt, and by what shape of packets? The first shape that fits wins; none means
 * that the connection is healthy, whatever flags ended it.
 */
final class MechanismFinder {
    private MechanismFinder() {}

    static @Nullable Mechanism find(Connection connection) {
        if (!connection.isEstablished()) {
            return ConnectShapes.beforeHandshake(connection);
        }
        if (connection.isOneSided()) {
            // One direction was not captured, if there was any: who did not answer cannot be told.
            return SilenceShapes.ofOneDirection(connection);
        }
        Mechanism found = ConnectShapes.afterHandshake(connection);
        if (found == null) {
            found = TlsShapes.of(connection);
        }
        if (found == null) {
            found = contradiction(connection);
        }
        if (found == null) {
            found = http2(connection);
        }
        if (found == null) {
            found = SilenceShapes.of(connection);
        }
        if (found == null && !TlsShapes.isLeftUnasked(connection)) {
            found = RequestShapes.of(connection);
        }
        return found == null ? IdleShapes.of(connection) : found;
    }

    private static @Nullable Mechanism contradiction(Connection connection) {
        Reset reset = connection.reset();
        boolean isContradicted = reset != null
                && (connection.hasPayloadAfterReset()
                        || connection.exchanges().outstanding() > 0
                                && reset.isContradictedByFin(
                                        connection.side(reset.fromClient()), connection.handshakeRoundTripNanos()));
        if (isContradicted) {
            return Mechanism.RESET_CONTRADICTED;
        }
        boolean isCutByFin = !connection.isClosedByClient()
                && connection.server().isFinForged()
                && connection.exchanges().outstanding() > 0;
        return isCutByFin ? Mechanism.FIN_CONTRADICTED : null;
    }

    private static @Nullable Mechanism http2(Connection connection) {
        Http2State state = connection.exchanges().http2();
        // A client that closes first has given up what the server would still have answered, had it not said an error.
        boolean lost = state != null
                && state.sawGoAway()
                && connection.isClosed()
                && connection.exchanges().outstanding() > 0
                && (state.streamsBeyondGoAway() > 0 || state.goAwayError() != 0 || !connection.isClosedByClient());
        return lost ? Mechanism.STREAMS_LOST : null;
    }
}
