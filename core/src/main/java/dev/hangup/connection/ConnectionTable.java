package dev.hangup.connection;

import dev.hangup.capture.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections by 4-tuple, whichever way a segment goes: open addressing with linear probing over an array of hashes, so
 * that a look-up touches one cache line before it touches the connection, which is compared in full.
 */
final class ConnectionTable {
    private static final int FREE = Segment.NO_HASH;

    private int[] hashes = new int[1 << 12];
    private @Nullable Connection[] slots = new Connection[1 << 12];
    private int size;

    int size() {
        return size;
    }

    /** The connection of {@code segment}. */
    @Nullable
    Connection find(Segment segment) {
        int hash = segment.hash;
        int mask = hashes.length - 1;
        for (int i = hash & mask; hashes[i] != FREE; i = i + 1 & mask) {
            if (hashes[i] == hash) {
                Connection found = slots[i];
                if (found != null && found.isBetween(segment)) {
                    return found;
                }
            }
        }
        return null;
    }

    /** Adds the connection of {@code segment}. */
    void add(Connection connection, Segment segment) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        connection.hash = segment.hash;
        place(connection);
        size++;
    }

    private void place(Connection connection) {
        int mask = hashes.length - 1;
        int i = connection.hash & mask;
        while (hashes[i] != FREE) {
            i = i + 1 & mask;
        }
        hashes[i] = connection.hash;
        slots[i] = connection;
    }

    private void grow() {
        @Nullable Connection[] old = slots;
        slots = new Connection[old.length * 2];
        hashes = new int[slots.length];
        for (Connection connection : old) {
            if (connection != null) {
                place(connection);
            }
        }
    }

    void remove(Connection connection) {
        int mask = slots.length - 1;
        int i = connection.hash & mask;
        while (slots[i] != connection) {
            i = i + 1 & mask;
        }
        size--;
        // Backward shift: whoever was pushed past this slot moves back, so that no tombstone is needed.
        int hole = i;
        for (int next = hole + 1 & mask; hashes[next] != FREE; next = next + 1 & mask) {
            if ((next - hashes[next] & mask) >= (next - hole & mask)) {
                hashes[hole] = hashes[next];
                slots[hole] = slots[next];
                hole = next;
            }
        }
        hashes[hole] = FREE;
        slots[hole] = null;
    }

    /** Those that are {@code wanted}, in no order. */
    List<Connection> select(Predicate<Connection> wanted) {
        List<Connection> found = new ArrayList<>();
        for (Connection connection : slots) {
            if (connection != null && wanted.test(connection)) {
                found.add(connection);
            }
        }
        return found;
    }
}
