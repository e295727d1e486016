package dev.hangup.lab;

import dev.hangup.lab.Wire.Way;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the server's FIN on a {@link Wire} until the client uses the connection again, so that the two cross however long the
 * client waits. A path takes as long when it lost the FIN and waits for it to be sent again.
 */
public final class FinHold implements Wire.Rule {
    private final Wire wire;
    private final String first;
    private final String again;
    private final Set<Integer> idle = new HashSet<>();
    private final Map<Integer, Packet> held = new HashMap<>();
    private final Set<Integer> crossed = new HashSet<>();

    /**
     * One for {@code wire}, which is yet to be told to follow it.
     *
     * @param first a word in the first request of the connections that it is about
     * @param again a word in the next one
     */
    public FinHold(Wire wire, String first, String again) {
        this.wire = wire;
        this.first = first;
        this.again = again;
    }

    @Override
    public synchronized boolean passes(Way way, Packet packet) {
        int port = packet.clientPort(way);
        if (way == Way.TO_CLIENT) {
            boolean holds = packet.isFin() && idle.contains(port);
            if (holds) {
                held.put(port, packet);
            }
            return !holds;
        }
        if (packet.says(first)) {
            idle.add(port);
        } else if (packet.says(again) && idle.remove(port)) {
            Packet fin = held.remove(port);
            if (fin != null) {
                wire.inject(Way.TO_CLIENT, fin.toBytes());
                crossed.add(port);
            }
        }
        return true;
    }

    /** The client's ports on which a request and a FIN have crossed so far. */
    public synchronized Set<Integer> crossed() {
        return Set.copyOf(crossed);
    }
}
