package dev.hangup.lab;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;

/** The few calls of the C library that Java lacks: entering a namespace, and the TUN device. */
final class Linux {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    /** linux/sched.h */
    static final int CLONE_NEWNET = 0x4000_0000;
    /** linux/if_tun.h: _IOW('T', 202, int) */
    static final long TUNSETIFF = 0x4004_54caL;
    /** linux/if_tun.h: IP packets without a header of its own. */
    static final short IFF_TUN_NO_PI = 0x1001;
    /** poll(2) */
    static final short POLLIN = 1;

    static {
        Native.register(Linux.class, "c");
    }

    private Linux() {}

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    static native int setns(int descriptor, int type) throws LastErrorException;

    static native int ioctl(int descriptor, long request, byte[] argument) throws LastErrorException;

    static native int read(int descriptor, byte[] buffer, long count) throws LastErrorException;

    static native int write(int descriptor, byte[] buffer, long count) throws LastErrorException;

    static native int poll(byte[] descriptors, long count, int timeoutMillis) throws LastErrorException;
}
