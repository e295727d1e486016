package dev.hangup.connection;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;

/** What was sent and not captured, as the numbers of other segments tell (RFC 9293 section 3.4). */
final class Unseen {
    private Unseen() {}

    /**
     * Whether what was acknowledged before it was captured may still come: a capture with several queues writes segments
     * down in another order than they were sent. Who sends more than an acknowledgment has seen that it came.
     */
    static boolean isStillToCome(Side sender, Segment segment) {
        boolean saysMore = segment.payloadLength > 0 || (segment.flags & (TcpFlags.FIN | TcpFlags.RST)) != 0;
        return !saysMore || sender.acknowledged - sender.next > 0 && segment.sequence - sender.next <= 0;
    }

    /** What was acknowledged and is not captured yet never will be. */
    static void giveUp(Connection connection) {
        if (connection.acknowledgedUnseen) {
            connection.acknowledgedUnseen = false;
            skip(connection, connection.client, true);
            skip(connection, connection.server, false);
        }
    }

    private static void skip(Connection connection, Side sender, boolean fromClient) {
        int missing = sender.acknowledged - sender.next;
        if (sender.started && sender.acknowledgedKnown && missing > 0) {
            miss(connection, sender, fromClient, missing);
            sender.next = sender.acknowledged;
            sender.loss().unseenNumber = missing == 1;
            sender.loss().unseenEnd = sender.next;
        }
    }

    /**
     * A RST has the next number of whoever sent it, and acknowledges what that had received (RFC 9293 section 3.10.7): where
     * that is more than was captured, it is missing in the capture. A single number is a FIN, and no words.
     */
    static void hearReset(Connection connection) {
        Reset reset = connection.reset();
        if (reset == null || !connection.side(reset.fromClient()).usesTtl(reset.ttl())) {
            return;
        }
        Side sender = connection.side(reset.fromClient());
        Side receiver = connection.side(!reset.fromClient());
        missWords(connection, sender, reset.fromClient(), reset.sequence());
        if (reset.hasAck()) {
            missWords(connection, receiver, !reset.fromClient(), reset.acknowledgment());
        }
    }

    private static void missWords(Connection connection, Side sender, boolean fromClient, int next) {
        int missing = next - sender.next;
        if (sender.started && missing > 1 && missing < Reset.MOST_IN_FLIGHT) {
            miss(connection, sender, fromClient, missing);
        }
    }

    private static void miss(Connection connection, Side sender, boolean fromClient, int missing) {
        MessageReader reader = connection.reader;
        if (reader == null) {
            sender.phase = MessageReader.LOST;
            connection.exchanges.boundariesKnown = false;
        } else {
            reader.gap(connection, sender, fromClient, missing);
        }
        sender.loss().unseen = true;
        sender.openingLength = FirstBytes.ENOUGH;
    }
}
