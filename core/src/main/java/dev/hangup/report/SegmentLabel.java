package dev.hangup.report;

import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Side;
import dev.hangup.connection.Trail;

/** Writes the header of a segment on its arrow: {@code PSH+ACK seq=1 len=58 ack=1}. */
final class SegmentLabel {
    private SegmentLabel() {}

    static String of(Connection connection, Trail.Entry entry) {
        Side own = connection.side(entry.fromClient());
        Side other = connection.side(!entry.fromClient());
        StringBuilder label = new StringBuilder(flags(entry));
        boolean plainAck = !entry.occupiesSequence() && !entry.has(TcpFlags.RST);
        if (!plainAck || entry.isMarked(Trail.KEEP_ALIVE_PROBE)) {
            label.append(" seq=").append(number(own, entry.sequence()));
        }
        if (entry.payloadLength() > 0) {
            label.append(" len=").append(entry.payloadLength());
        }
        if (entry.has(TcpFlags.ACK)) {
            label.append(" ack=").append(number(other, entry.acknowledgment()));
        }
        if (entry.has(TcpFlags.RST)) {
            label.append(" win=").append(entry.window());
        }
        return label.toString();
    }

    private static String flags(Trail.Entry entry) {
        StringBuilder flags = new StringBuilder();
        flag(flags, entry, TcpFlags.SYN, "SYN");
        flag(flags, entry, TcpFlags.FIN, "FIN");
        flag(flags, entry, TcpFlags.RST, "RST");
        flag(flags, entry, TcpFlags.PSH, "PSH");
        flag(flags, entry, TcpFlags.ACK, "ACK");
        return flags.length() == 0 ? "no flag" : flags.toString();
    }

    private static void flag(StringBuilder flags, Trail.Entry entry, int bit, String name) {
        if (entry.has(bit)) {
            flags.append(flags.length() == 0 ? "" : "+").append(name);
        }
    }

    /** Counted from the initial sequence number where the SYN was captured, as Wireshark does; else as sent. */
    private static long number(Side side, int sequence) {
        return Integer.toUnsignedLong(side.sentSyn() ? sequence - side.initialSequence() : sequence);
    }
}
