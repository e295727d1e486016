package dev.hangup.lab;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/** A network device whose other end is this program (Linux, Documentation/networking/tuntap.rst): one IP packet a call. */
final class Tun implements AutoCloseable {
    /** struct ifreq */
    private static final int REQUEST_LENGTH = 40;

    private static final int NAME_LENGTH = 16;
    private static final int POLL_MILLIS = 50;

    private final int descriptor;
    private volatile boolean closed;

    /** Makes the device {@code name} on {@code host}. */
    Tun(Host host, String name) {
        descriptor = inNamespace(host, () -> {
            int opened = Linux.open("/dev/net/tun", Linux.O_RDWR);
            byte[] request = new byte[REQUEST_LENGTH];
            byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(ascii, 0, request, 0, ascii.length);
            ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putShort(NAME_LENGTH, Linux.IFF_TUN_NO_PI);
            Linux.ioctl(opened, Linux.TUNSETIFF, request);
            return opened;
        });
    }

    /** Only a thread can change its namespace, and this one shall not be used for anything afterwards. */
    private static int inNamespace(Host host, IntSupplier action) {
        int[] result = {-1};
        LastErrorException[] failure = new LastErrorException[1];
        Thread thread = new Thread(
                () -> {
                    try {
                        int namespace = Linux.open("/run/netns/" + host.namespace(), Linux.O_RDONLY);
                        Linux.setns(namespace, Linux.CLONE_NEWNET);
                        Linux.close(namespace);
                        result[0] = action.getAsInt();
                    } catch (LastErrorException why) {
                        failure[0] = why;
                    }
                },
                "hangup-tun");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", interrupted);
        }
        if (failure[0] != null) {
            throw new NotHereException(
                    "it needs a TUN device on " + host.role() + " (/dev/net/tun: " + failure[0].getMessage() + ")",
                    failure[0]);
        }
        return result[0];
    }

    /** Waits for the next packet and puts it into {@code buffer}; its length, or -1 once closed. */
    int read(byte[] buffer) {
        byte[] wanted = new byte[8];
        ByteBuffer.wrap(wanted)
                .order(ByteOrder.nativeOrder())
                .putInt(0, descriptor)
                .putShort(4, Linux.POLLIN);
        try {
            while (!closed) {
                if (Linux.poll(wanted, 1, POLL_MILLIS) > 0) {
                    return Linux.read(descriptor, buffer, buffer.length);
                }
            }
        } catch (LastErrorException gone) {
            // The device went with its namespace.
        }
        return -1;
    }

    void write(byte[] packet) {
        try {
            if (!closed) {
                Linux.write(descriptor, packet, packet.length);
            }
        } catch (LastErrorException down) {
            // A device that is down takes no packets: they are lost, as on a cable that was cut.
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Gives the device back; nobody may read any more. */
    void release() {
        try {
            Linux.close(descriptor);
        } catch (LastErrorException gone) {
            // It went with its namespace.
        }
    }
}
