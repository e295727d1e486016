package dev.hangup.lab;

import dev.hangup.lab.Wire.Way;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** A firewall on a {@link Wire} that forgets a connection on which nothing has passed for a time. */
public final class ForgetfulBox implements Wire.Rule {
    /** The largest that a TTL can be: that of many appliances, and of no server here. */
    private static final int HOPS = 255;

    private static final Duration LOOK = Duration.ofMillis(10);

    /** What it does about a connection that it has forgotten. */
    public enum Manner {
        /** It swallows what comes late. */
        SILENT,
        /** It answers what comes late with a RST. */
        RESETS_LATE,
        /** It sends a RST to both ends when the time is over, without being asked. */
        RESETS_BOTH
    }

    private static final class Entry {
        private final Map<Way, Packet> last = new EnumMap<>(Way.class);
        private long seenNanos;
        private boolean closing;
    }

    private final Wire wire;
    private final long patienceNanos;
    private final Manner manner;
    private final Map<Integer, Entry> known = new HashMap<>();

    private ForgetfulBox(Wire wire, Duration patience, Manner manner) {
        this.wire = wire;
        this.patienceNanos = patience.toNanos();
        this.manner = manner;
    }

    /** One for {@code wire}, which is yet to be told to follow it. */
    public static ForgetfulBox of(Wire wire, Duration patience, Manner manner) {
        ForgetfulBox box = new ForgetfulBox(wire, patience, manner);
        if (manner == Manner.RESETS_BOTH) {
            Thread thread = new Thread(box::watch, "hangup-box");
            thread.setDaemon(true);
            thread.start();
        }
        return box;
    }

    @Override
    public synchronized boolean passes(Way way, Packet packet) {
        if (!packet.isTcp()) {
            return true;
        }
        long now = System.nanoTime();
        Entry entry = known.get(packet.clientPort(way));
        if (packet.isSyn()) {
            entry = new Entry();
            known.put(packet.clientPort(way), entry);
        } else if (entry == null || !entry.closing && now - entry.seenNanos > patienceNanos) {
            known.remove(packet.clientPort(way));
            if (manner != Manner.SILENT && !packet.isRst()) {
                wire.inject(way.back(), packet.forgedAnswer(HOPS, 0));
            }
            return false;
        }
        entry.seenNanos = now;
        entry.last.put(way, packet);
        entry.closing |= packet.isFin() || packet.isRst();
        return true;
    }

    private void watch() {
        while (wire.isOpen()) {
            Await.pass(LOOK);
            resetIdle();
        }
    }

    private synchronized void resetIdle() {
        long now = System.nanoTime();
        for (Iterator<Entry> entries = known.values().iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            if (!entry.closing && now - entry.seenNanos > patienceNanos) {
                entries.remove();
                entry.last.forEach((way, packet) -> wire.inject(way, packet.forgedSequel(HOPS, 0)));
            }
        }
    }
}
