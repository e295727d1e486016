package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;

/** What is worth saying about a connection that hurt nobody. */
final class Remark {
    private Remark() {}

    /** Of a connection of which one direction was not captured, empty of others; it may be hurt or not. */
    static String ofHalf(Connection connection) {
        if (!connection.isHalfCaptured()) {
            return "";
        }
        String seen = connection.client().packets() > 0 ? "client" : "server";
        return "only what the " + seen + " sent was captured: whether it was answered cannot be seen";
    }

    static String on(Connection connection, Surroundings surroundings) {
        if (connection.isHalfCaptured()) {
            return ofHalf(connection);
        }
        if (surroundings.isScan(connection)) {
            return "a scan: the client tried many servers, each once or twice, and none let it in";
        }
        if (ConnectShapes.isGivenUpAtOnce(connection)) {
            return "nothing answered the SYN, and the client gave up before it sent it again (1 s): one that tries several"
                    + " addresses does so, and one whose connect timeout is shorter; its log tells which";
        }
        if (ConnectShapes.isNeverConfirmed(connection)) {
            return "nothing answered the SYN-ACK, which was sent again: the SYN came from where nobody is, as in a flood or"
                    + " a scan, or the client's ACK got lost; a capture at the client tells which";
        }
        if (RequestShapes.isStreamLeft(connection)) {
            return "the client left a stream that has no other end";
        }
        Reset reset = connection.reset();
        if (connection.isChallenged() && connection.isEstablished()) {
            return "port-reuse: the SYN met an older connection of the same addresses and ports and was sent again,"
                    + " which cost " + Quantity.duration(connection.lastSynNanos() - connection.startNanos());
        }
        if (connection.ignoredReset() != null) {
            return "a RST with a sequence number out of place was ignored: forged or late";
        }
        if (reset == null) {
            return "";
        }
        if (!connection.isEstablished()) {
            return "a probe: the client reset the connection as soon as it was accepted, as health checks and scans do";
        }
        if (RequestShapes.isCutAfterEarlyAnswer(connection)) {
            return "unread-data-close: the server answered before it had the whole request, and reset the connection while the"
                    + " rest was still being sent: one that sends all before it reads fails (EPIPE); its log tells";
        }
        String who = reset.fromClient() ? "client" : "server";
        boolean afterFin = connection.client().sentFin() || connection.server().sentFin();
        if (connection.exchanges().tls() != null && afterFin) {
            return "the " + who
                    + "'s RST answers what came after its close, such as a close_notify; everything was answered";
        }
        if (afterFin) {
            return "the " + who + " sent a RST after the close; everything was answered";
        }
        String outstanding = connection.exchanges().tls() == null
                ? "nothing was outstanding"
                : "as far as can be seen from outside TLS, nothing was outstanding";
        return "linger-abort: the " + who + " closed by RST instead of FIN; " + outstanding;
    }
}
