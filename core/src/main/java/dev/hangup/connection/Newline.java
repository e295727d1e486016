package dev.hangup.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds eight bytes at a time. */
final class Newline {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LINE_FEEDS = 0x0a0a0a0a0a0a0a0aL;
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Newline() {}

    /** The index of the first line feed in {@code [from, to)}, or -1. */
    static int find(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + 8 <= to; at += 8) {
            long difference = (long) LONG.get(bytes, at) ^ LINE_FEEDS;
            long zeros = (difference - ONES) & ~difference & HIGHS;
            if (zeros != 0) {
                return at + firstByte(zeros);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == '\n') {
                return at;
            }
        }
        return -1;
    }

    /**
     * In which byte the lowest of some highest bits is: how many bytes are below it. The first compiler would make a call of
     * what Java has for it.
     */
    private static int firstByte(long highs) {
        long lows = highs >>> Byte.SIZE - 1;
        long below = (lows & -lows) - 1;
        return (int) ((below & ONES) * ONES >>> Long.SIZE - Byte.SIZE);
    }
}
