package dev.hangup.connection;

import dev.hangup.capture.Segment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections by 4-tuple, whichever way a segment goes: open addressing with linear probing over two arrays, so that a
 * look-up touches one cache line of hashes before it touches a connection.
 */
final class ConnectionTable {
    private int[] hashes;
    private @Nullable Connection[] slots;
    private int size;

    ConnectionTable() {
        hashes = new int[1 << 12];
        slots = new Connection[1 << 12];
    }

    /** The same for both directions; never zero, which marks a free slot. */
    static int hash(Segment segment) {
        return hash(
                segment.sourceHigh ^ segment.destinationHigh,
                segment.sourceLow + segment.destinationLow,
                segment.sourcePort,
                segment.destinationPort);
    }

    static int hash(long highs, long lows, int portA, int portB) {
        long mixed = (lows + highs * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 32) ^ ((long) (portA + portB) << 17 ^ (portA ^ portB))) * 0xc4ceb9fe1a85ec53L;
        int hash = (int) (mixed >>> 32);
        return hash == 0 ? 1 : hash;
    }

    int size() {
        return size;
    }

    @Nullable
    Connection find(Segment segment, int hash) {
        int mask = hashes.length - 1;
        for (int i = hash & mask; hashes[i] != 0; i = (i + 1) & mask) {
            Connection candidate = slots[i];
            if (hashes[i] == hash && candidate != null && candidate.isBetween(segment)) {
                return candidate;
            }
        }
        return null;
    }

    void add(Connection connection) {
        if (2 * (size + 1) > hashes.length) {
            grow();
        }
        place(connection);
        size++;
    }

    private void place(Connection connection) {
        int mask = hashes.length - 1;
        int i = connection.hash & mask;
        while (hashes[i] != 0) {
            i = (i + 1) & mask;
        }
        hashes[i] = connection.hash;
        slots[i] = connection;
    }

    private void grow() {
        @Nullable Connection[] old = slots;
        hashes = new int[hashes.length * 2];
        slots = new Connection[hashes.length];
        for (Connection connection : old) {
            if (connection != null) {
                place(connection);
            }
        }
    }

    void remove(Connection connection) {
        int mask = hashes.length - 1;
        int i = connection.hash & mask;
        while (slots[i] != connection) {
            i = (i + 1) & mask;
        }
        size--;
        // Backward shift: whoever was pushed past this slot moves back, so that no tombstone is needed.
        int hole = i;
        for (int next = (hole + 1) & mask; hashes[next] != 0; next = (next + 1) & mask) {
            int home = hashes[next] & mask;
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                hashes[hole] = hashes[next];
                slots[hole] = slots[next];
                hole = next;
            }
        }
        hashes[hole] = 0;
        slots[hole] = null;
    }

    /** Calls {@code action} for every connection; it must not change the table. */
    void forEach(Consumer<Connection> action) {
        for (Connection connection : slots) {
            if (connection != null) {
                action.accept(connection);
            }
        }
    }
}
