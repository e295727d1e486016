package dev.hangup.report;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.IcmpError;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Side;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;

/** Who hung up, how, and how long after the request. */
final class Closing {
    /** No request was open, or nobody closed. */
    static final long NO_WAIT = Long.MIN_VALUE;

    private Closing() {}

    /** Who sent the first FIN or RST, how, and where it can be seen. */
    static String by(Verdict verdict) {
        Connection connection = verdict.connection();
        if (!connection.isClosed()) {
            return "nobody: "
                    + (connection.isEstablished() ? "it fell silent, neither FIN nor RST" : neverOpened(connection));
        }
        Side closer = connection.side(connection.isClosedByClient());
        Reset reset = connection.isClosedByReset() ? connection.reset() : closer.reset();
        String how = "RST";
        if (!connection.isClosedByReset()) {
            how = "FIN in frame " + closer.finFrame();
            if (reset != null && reset.frame() > closer.finFrame()) {
                how += ", then " + text(reset);
            }
        } else if (reset != null) {
            how = text(reset);
        }
        String claimed = connection.isClosedByClient() ? "client" : "server";
        if (verdict.closedBy() == Party.MIDDLEBOX) {
            return "a box between, in the " + claimed + "'s name: " + how;
        }
        return "the " + claimed + ": " + how;
    }

    private static String neverOpened(Connection connection) {
        Reset reset = connection.server().reset();
        IcmpError error = connection.icmpError();
        if (reset != null) {
            return "it was refused by " + text(reset);
        }
        return error == null ? "it was never open" : "it was refused by " + error.text() + " in frame " + error.frame();
    }

    private static String text(Reset reset) {
        return (reset.hasAck() ? "RST+ACK" : "RST") + " in frame " + reset.frame();
    }

    /** From the last byte of the open request to the close; negative when the close came first. */
    static long waitNanos(Verdict verdict) {
        Connection connection = verdict.connection();
        Exchanges exchanges = connection.exchanges();
        if (exchanges.outstanding() == 0 || !connection.isClosed()) {
            return NO_WAIT;
        }
        return connection.closeNanos() - Math.max(exchanges.lastRequestEndNanos(), exchanges.requestNanos());
    }
}
