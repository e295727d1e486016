package dev.hangup.diagnosis;

import dev.hangup.TcpFlags;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Trail;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Picks the frames of a connection that show what happened. */
public final class Story {
    private static final int MOST = 14;

    private Story() {}

    /** The frames that a verdict rests on: the deciding request, FINs, RSTs, ICMP errors, the last try. */
    static List<Long> keyFrames(Connection connection) {
        TreeSet<Long> frames = new TreeSet<>();
        if (connection.exchanges().requests() > 0) {
            frames.add(connection.exchanges().lastRequestFrame());
        }
        if (connection.client().sentFin()) {
            frames.add(connection.client().finFrame());
        }
        if (connection.server().sentFin()) {
            frames.add(connection.server().finFrame());
        }
        Reset reset = connection.reset();
        if (reset != null) {
            frames.add(reset.frame());
        }
        if (connection.icmpError() != null) {
            frames.add(connection.icmpError().frame());
        }
        if (frames.isEmpty()) {
            frames.add(connection.firstFrame());
            frames.add(connection.lastFrame());
        }
        return List.copyOf(frames);
    }

    /** The last segments, the dull ones left out where there are too many. */
    public static List<Trail.Entry> ladder(Connection connection) {
        List<Trail.Entry> entries = new ArrayList<>(List.of(connection.trail().entries()));
        boolean dropPlainAcks = entries.size() > MOST;
        if (dropPlainAcks) {
            for (int i = entries.size() - 2; i > 0 && entries.size() > MOST; i--) {
                Trail.Entry entry = entries.get(i);
                boolean plainAck = !entry.occupiesSequence() && !entry.has(TcpFlags.RST) && entry.marks() <= 1;
                if (plainAck) {
                    entries.remove(i);
                }
            }
        }
        while (entries.size() > MOST) {
            entries.remove(0);
        }
        return entries;
    }
}
