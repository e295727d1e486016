package dev.hangup.connection;

/** Tells whether a server's close was that of an idle connection, and how long it had been idle. */
final class IdleClose {
    /** A RST that comes so soon after a late request, relative to the gap, was sent by the timer all the same. */
    private static final int PROMPT = 20;

    private IdleClose() {}

    /**
     * From the end of the last answer to the server's FIN or RST, in nanoseconds, if the server had nothing to do when it
     * closed; -1 otherwise. A request that crossed the FIN on its way does not count as something to do, for the server
     * had not seen it.
     */
    static long gapNanos(Connection connection) {
        Exchanges exchanges = connection.exchanges;
        if (exchanges.lastAnswerNanos == 0 || exchanges.answered == 0 || exchanges.serverAnnouncedClose) {
            return -1;
        }
        Reset reset = connection.server.reset;
        if (connection.closedByReset && (reset == null || !reset.hasAck() || !connection.server.usesTtl(reset.ttl()))) {
            // Not the server's timer: a kernel without the connection, or a box between.
            return -1;
        }
        long gap = connection.closeNanos - exchanges.lastAnswerNanos;
        if (gap < 2 * connection.handshakeRoundTripNanos()) {
            // The close came with the answer, or after the next turn: no timer ran.
            return -1;
        }
        if (exchanges.outstanding() == 0) {
            return gap;
        }
        if (exchanges.outstanding() > 1 || exchanges.answerBegun) {
            return -1;
        }
        Side server = connection.server;
        if (server.finSent) {
            boolean unseen = server.finAcknowledgment() - exchanges.requestSequence <= 0;
            return unseen ? gap : -1;
        }
        // The way to the server and back is no waiting.
        long way = Connection.longestWayNanos(connection.toServerAndBackNanos());
        long wait = connection.closeNanos - exchanges.requestNanos - way;
        return wait * PROMPT < gap ? gap : -1;
    }
}
