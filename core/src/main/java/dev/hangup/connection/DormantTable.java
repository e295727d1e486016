package dev.hangup.connection;

import dev.hangup.capture.Segment;

/**
 * Connections that have been idle for long, in 64 bytes each: what is needed to tell a late reset or a late silence from
 * the beginning of something new. Eight longs: both addresses (4), ports and the client's next sequence number (1), the
 * server's next sequence number with TTLs and flags (1), time of the last segment (1), first frame and age (1).
 *
 * <p>At most {@link #MAX_ENTRIES}; when full, those that have been idle longer than average are forgotten.
 */
final class DormantTable {
    static final int MAX_ENTRIES = 3 << 17;
    private static final int WORDS = 8;
    private static final int FLAG_ANSWERED = 1;
    private static final int FLAG_ROLES_CERTAIN = 2;
    private static final int FLAG_CHANGING_IP_ID = 4;
    private static final int FLAG_CLIENT_SEEN = 1 << 8;
    private static final int FLAG_SERVER_SEEN = 1 << 9;
    /** Those above it, of 16, are left to it. */
    private static final int PROTOCOL_SHIFT = 10;

    private static final Protocol[] PROTOCOLS = Protocol.values();

    private long[] words = new long[(1 << 10) * WORDS];
    private boolean[] used = new boolean[1 << 10];
    private int size;
    private long forgotten;

    int size() {
        return size;
    }

    /** How much room it takes. */
    long bytes() {
        return (long) words.length * Long.BYTES + used.length;
    }

    /** How many were forgotten because the table was full. */
    long forgotten() {
        return forgotten;
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this run
    void put(Connection connection) {
        if (size >= MAX_ENTRIES) {
            forgetOldest();
        }
        if (4 * (size + 1) > 3 * used.length) {
            resize(used.length * 2);
        }
        Side client = connection.client;
        Side server = connection.server;
        Exchanges exchanges = connection.exchanges;
        int flags = (exchanges.answered > 0 ? FLAG_ANSWERED : 0)
                | (connection.rolesCertain ? FLAG_ROLES_CERTAIN : 0)
                | (server.hasChangingIpId ? FLAG_CHANGING_IP_ID : 0)
                | (client.ttl >= 0 ? FLAG_CLIENT_SEEN : 0)
                | (server.ttl >= 0 ? FLAG_SERVER_SEEN : 0)
                | exchanges.protocol.ordinal() << PROTOCOL_SHIFT;
        int slot = take(hash(client.high ^ server.high, client.low + server.low, client.port, server.port));
        size++;
        int at = slot * WORDS;
        words[at] = client.high;
        words[at + 1] = client.low;
        words[at + 2] = server.high;
        words[at + 3] = server.low;
        words[at + 4] = (long) client.port << 48 | (long) server.port << 32 | (client.next & 0xffff_ffffL);
        words[at + 5] = (long) server.next << 32 | (client.ttl & 0xffL) << 24 | (server.ttl & 0xffL) << 16 | flags;
        words[at + 6] = connection.lastNanos;
        long ageMillis = Math.min((connection.lastNanos - connection.startNanos) / 1_000_000, 0xffff_ffffL);
        words[at + 7] = Math.min(connection.firstFrame, 0xffff_ffffL) << 32 | ageMillis;
    }

    /** Wakes the connection of {@code segment} into {@code connection}; false if none sleeps here. */
    boolean wake(Segment segment, Connection connection) {
        int mask = used.length - 1;
        int hash = hash(
                segment.sourceHigh ^ segment.destinationHigh,
                segment.sourceLow + segment.destinationLow,
                segment.sourcePort,
                segment.destinationPort);
        for (int slot = hash & mask; used[slot]; slot = (slot + 1) & mask) {
            int at = slot * WORDS;
            if (isBetween(at, segment)) {
                restore(at, connection);
                remove(slot);
                return true;
            }
        }
        return false;
    }

    private boolean isBetween(int at, Segment segment) {
        int clientPort = (int) (words[at + 4] >>> 48);
        int serverPort = (int) (words[at + 4] >>> 32) & 0xffff;
        boolean forward = clientPort == segment.sourcePort
                && serverPort == segment.destinationPort
                && words[at + 1] == segment.sourceLow
                && words[at + 3] == segment.destinationLow
                && words[at] == segment.sourceHigh
                && words[at + 2] == segment.destinationHigh;
        return forward
                || (clientPort == segment.destinationPort
                        && serverPort == segment.sourcePort
                        && words[at + 1] == segment.destinationLow
                        && words[at + 3] == segment.sourceLow
                        && words[at] == segment.destinationHigh
                        && words[at + 2] == segment.sourceHigh);
    }

    private void restore(int at, Connection connection) {
        Side client = connection.client;
        Side server = connection.server;
        int flags = (int) words[at + 5] & 0xffff;
        client.setAddress(words[at], words[at + 1], (int) (words[at + 4] >>> 48));
        server.setAddress(words[at + 2], words[at + 3], (int) (words[at + 4] >>> 32) & 0xffff);
        wakeSide(client, (int) words[at + 4], words[at + 6]);
        wakeSide(server, (int) (words[at + 5] >>> 32), words[at + 6]);
        if ((flags & FLAG_CLIENT_SEEN) != 0) {
            seen(client, (int) (words[at + 5] >>> 24) & 0xff);
        }
        if ((flags & FLAG_SERVER_SEEN) != 0) {
            seen(server, (int) (words[at + 5] >>> 16) & 0xff);
        }
        server.hasChangingIpId = (flags & FLAG_CHANGING_IP_ID) != 0;
        connection.rolesCertain = (flags & FLAG_ROLES_CERTAIN) != 0;
        connection.revived = true;
        connection.lastNanos = words[at + 6];
        connection.startNanos = words[at + 6] - (words[at + 7] & 0xffff_ffffL) * 1_000_000;
        connection.firstFrame = words[at + 7] >>> 32;
        Exchanges exchanges = connection.exchanges;
        exchanges.protocol = PROTOCOLS[flags >>> PROTOCOL_SHIFT];
        exchanges.lastAnswerNanos = words[at + 6];
        if ((flags & FLAG_ANSWERED) != 0) {
            exchanges.requests = 1;
            exchanges.answered = 1;
        }
    }

    private static void wakeSide(Side side, int next, long nanos) {
        side.started = true;
        side.acknowledgedKnown = true;
        side.next = next;
        side.acknowledged = next;
        side.lastNanos = nanos;
        side.openingLength = FirstBytes.ENOUGH;
    }

    private static void seen(Side side, int ttl) {
        side.ttl = (short) ttl;
        side.lastTtl = side.ttl;
        side.packets = 1;
    }

    /** The same for both directions. */
    private static int hash(long highs, long lows, int portA, int portB) {
        long mixed = (lows + highs * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 32) ^ ((long) (portA + portB) << 17 ^ (portA ^ portB))) * 0xc4ceb9fe1a85ec53L;
        return (int) (mixed >>> 32);
    }

    /** Takes the next free slot. */
    private int take(int hash) {
        int mask = used.length - 1;
        int slot = hash & mask;
        while (used[slot]) {
            slot = (slot + 1) & mask;
        }
        used[slot] = true;
        return slot;
    }

    private static int hashOf(long[] words, int at) {
        return hash(
                words[at] ^ words[at + 2],
                words[at + 1] + words[at + 3],
                (int) (words[at + 4] >>> 48),
                (int) (words[at + 4] >>> 32) & 0xffff);
    }

    private void remove(int slot) {
        int mask = used.length - 1;
        size--;
        int hole = slot;
        for (int next = (hole + 1) & mask; used[next]; next = (next + 1) & mask) {
            int home = hashOf(words, next * WORDS) & mask;
            if (((next - home) & mask) >= ((next - hole) & mask)) {
                System.arraycopy(words, next * WORDS, words, hole * WORDS, WORDS);
                hole = next;
            }
        }
        used[hole] = false;
    }

    private void resize(int capacity) {
        long[] oldWords = words;
        boolean[] oldUsed = used;
        words = new long[capacity * WORDS];
        used = new boolean[capacity];
        for (int slot = 0; slot < oldUsed.length; slot++) {
            if (oldUsed[slot]) {
                keep(oldWords, slot * WORDS);
            }
        }
    }

    private void keep(long[] from, int at) {
        int slot = take(hashOf(from, at));
        System.arraycopy(from, at, words, slot * WORDS, WORDS);
    }

    private void forgetOldest() {
        long sum = 0;
        for (int slot = 0; slot < used.length; slot++) {
            if (used[slot]) {
                sum += words[slot * WORDS + 6] / size;
            }
        }
        long[] oldWords = words;
        boolean[] oldUsed = used;
        int before = size;
        words = new long[oldWords.length];
        used = new boolean[oldUsed.length];
        size = 0;
        for (int slot = 0; slot < oldUsed.length; slot++) {
            if (oldUsed[slot] && oldWords[slot * WORDS + 6] > sum) {
                keep(oldWords, slot * WORDS);
                size++;
            }
        }
        forgotten += before - size;
    }
}
