package dev.hangup.capture;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads integers out of a byte array in either byte order, without a copy. */
final class Bytes {
    private static final VarHandle SHORT_BE = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT_LE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_LE =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG_BE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    static int u16(byte[] bytes, int at) {
        return (short) SHORT_BE.get(bytes, at) & 0xffff;
    }

    static int i32(byte[] bytes, int at) {
        return (int) INT_BE.get(bytes, at);
    }

    static long i64(byte[] bytes, int at) {
        return (long) LONG_BE.get(bytes, at);
    }

    static int i32(byte[] bytes, int at, boolean littleEndian) {
        return littleEndian ? (int) INT_LE.get(bytes, at) : (int) INT_BE.get(bytes, at);
    }

    static long u32(byte[] bytes, int at, boolean littleEndian) {
        return i32(bytes, at, littleEndian) & 0xffff_ffffL;
    }

    static int u16(byte[] bytes, int at, boolean littleEndian) {
        int value = u16(bytes, at);
        return littleEndian ? Short.reverseBytes((short) value) & 0xffff : value;
    }

    static long i64(byte[] bytes, int at, boolean littleEndian) {
        return littleEndian ? (long) LONG_LE.get(bytes, at) : (long) LONG_BE.get(bytes, at);
    }
}
