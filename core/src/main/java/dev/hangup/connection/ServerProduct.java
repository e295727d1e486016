package dev.hangup.connection;

import java.util.Arrays;

/**
 * The product in the value of a {@code Server} header. The value that was read last is remembered: the first answers on
 * the connections of a server begin alike, and looking for every product in each of them takes longer than the rest of
 * the header.
 */
final class ServerProduct {
    private static final int REMEMBERED = 64;
    private static final int NONE = -1;

    private final byte[] last = new byte[REMEMBERED];
    private int lastLength = NONE;
    private ServerSoftware software = ServerSoftware.UNKNOWN;
    private long version;

    /** Reads the value in {@code [from, to)}. */
    void read(byte[] text, int from, int to) {
        int length = to - from;
        if (length == lastLength && Arrays.equals(text, from, to, last, 0, length)) {
            return;
        }
        software = ServerSoftware.in(text, from, length);
        version = ServerSoftware.versionIn(text, from, length);
        lastLength = NONE;
        if (length <= REMEMBERED) {
            System.arraycopy(text, from, last, 0, length);
            lastLength = length;
        }
    }

    /** What it names. */
    ServerSoftware software() {
        return software;
    }

    /** A word of {@link ServerSoftware#versionIn}. */
    long version() {
        return version;
    }
}
