package dev.hangup.probe;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Sets the TTL of a connection's packets, which Java cannot: Linux only, and for any user. The file descriptor, which Java
 * does not tell, is the one of this process whose socket has the connection's ports.
 */
final class TimeToLive {
    /** linux/in.h */
    private static final int IPPROTO_IP = 0;

    private static final int IP_TTL = 2;
    /** linux/in6.h */
    private static final int IPPROTO_IPV6 = 41;

    private static final int IPV6_UNICAST_HOPS = 16;
    /** The kernel's default again, for either option. */
    private static final int DEFAULT = -1;
    /** Of a line of /proc/net/tcp: Linux, Documentation/networking/proc_net_tcp.rst. */
    private static final int LOCAL = 1;

    private static final int REMOTE = 2;
    private static final int INODE = 9;

    private final int descriptor;
    private final boolean ipv4;

    /** Loaded when the first TTL is set, as no other measurement needs native code. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        private C() {}

        static native int setsockopt(int socket, int level, int option, IntByReference value, int length)
                throws LastErrorException;
    }

    private TimeToLive(int descriptor, boolean ipv4) {
        this.descriptor = descriptor;
        this.ipv4 = ipv4;
    }

    static boolean canBeSet() {
        return Platform.isLinux();
    }

    /**
     * That of an open connection.
     *
     * @throws IOException when its descriptor is not found
     */
    static TimeToLive of(SocketChannel channel) throws IOException {
        InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
        InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > INODE
                        && columns[LOCAL].endsWith(hex(local.getPort()))
                        && columns[REMOTE].endsWith(hex(remote.getPort()))) {
                    int descriptor = descriptor("socket:[" + columns[INODE] + "]");
                    if (descriptor >= 0) {
                        return new TimeToLive(descriptor, remote.getAddress().getAddress().length == 4);
                    }
                }
            }
        }
        throw new IOException("the system does not tell which descriptor the connection has");
    }

    private static String hex(int port) {
        return String.format(":%04X", port);
    }

    private static int descriptor(String socket) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, socket)) {
                    return Integer.parseInt(descriptor.getFileName().toString());
                }
            }
            return -1;
        }
    }

    private static boolean isLinkTo(Path descriptor, String socket) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(socket);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /**
     * From now on packets of this connection, also those that the kernel sends again, live for so many hops.
     *
     * @throws IOException when the kernel refuses
     */
    void set(int hops) throws IOException {
        try {
            C.setsockopt(
                    descriptor,
                    ipv4 ? IPPROTO_IP : IPPROTO_IPV6,
                    ipv4 ? IP_TTL : IPV6_UNICAST_HOPS,
                    new IntByReference(hops),
                    Integer.BYTES);
        } catch (LastErrorException refused) {
            throw new IOException("the TTL cannot be set: " + refused.getMessage(), refused);
        }
    }

    /** The usual one again. */
    void reset() throws IOException {
        set(DEFAULT);
    }
}
