package dev.hangup.connection;

import dev.hangup.capture.Segment;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections by 4-tuple, whichever way a segment goes: open addressing with linear probing over an array of hashes, so
 * that a look-up touches one cache line before it touches the connection, which is compared in full.
 */
final class ConnectionTable {
    /** The upper half of the low word of an IPv4-mapped address (RFC 4291 section 2.5.5.2). */
    private static final long IPV4_MAPPED = 0xffff_0000_0000L;

    /** The hash of no connection. */
    private static final int FREE = 0;

    /** Nobody who writes a capture can choose its 4-tuples so that they collide. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private int[] hashes = new int[1 << 12];
    private @Nullable Connection[] slots = new Connection[1 << 12];
    private int size;
    private int hash;
    private boolean sourceIsLower;

    /** Computes the hash of a segment; what follows is about this segment. */
    void aim(Segment segment) {
        long source = segment.sourceLow;
        long destination = segment.destinationLow;
        long sourcePort = segment.sourcePort;
        long destinationPort = segment.destinationPort;
        boolean isIpv4 = (segment.sourceHigh | segment.destinationHigh) == 0
                && ((source ^ IPV4_MAPPED | destination ^ IPV4_MAPPED) >>> 32) == 0;
        if (source == destination) {
            sourceIsLower = segment.sourceHigh == segment.destinationHigh
                    ? sourcePort < destinationPort
                    : segment.sourceHigh < segment.destinationHigh;
        } else {
            sourceIsLower = source < destination;
        }
        long ports = sourceIsLower ? sourcePort << 16 | destinationPort : destinationPort << 16 | sourcePort;
        long addresses;
        if (isIpv4) {
            long a = source & 0xffff_ffffL;
            long b = destination & 0xffff_ffffL;
            addresses = sourceIsLower ? a << 32 | b : b << 32 | a;
        } else {
            long a = mix(mix(segment.sourceHigh ^ seed) + source);
            long b = mix(mix(segment.destinationHigh ^ seed) + destination);
            addresses = sourceIsLower ? a * 31 + b : b * 31 + a;
        }
        int mixed = (int) mix((addresses ^ seed) + ports * 0x9e3779b97f4a7c15L);
        hash = mixed == FREE ? 1 : mixed;
    }

    private static long mix(long value) {
        long mixed = value * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 32) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 29;
    }

    /** Whether the source of the segment is the lower of the two endpoints: tells the direction without comparing again. */
    boolean isSourceLower() {
        return sourceIsLower;
    }

    int size() {
        return size;
    }

    /** The connection of {@code segment}, at which the table aims. */
    @Nullable
    Connection find(Segment segment) {
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

    /** Adds the connection of the segment at which the table aims. */
    void add(Connection connection) {
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        connection.hash = hash;
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

    /** Calls {@code action} for every connection; it must not change the table. */
    void forEach(Consumer<Connection> action) {
        for (Connection connection : slots) {
            if (connection != null) {
                action.accept(connection);
            }
        }
    }
}
