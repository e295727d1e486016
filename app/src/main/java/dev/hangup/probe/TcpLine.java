package dev.hangup.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A TCP connection, with nothing between the kernel and the clock. */
public final class TcpLine implements Line {
    /** How long a pulled brake may go unnoticed. An event ends the waiting at once. */
    private static final long LOOK_NANOS = 200_000_000L;

    private static final long MILLISECOND = 1_000_000L;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Brake brake;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 14).limit(0);
    private long heardNanos;
    private long roundTripNanos;

    private TcpLine(Brake brake) throws IOException {
        this.brake = brake;
        selector = Selector.open();
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_CONNECT);
    }

    /**
     * Connects.
     *
     * @throws IOException when that is refused, or takes longer than {@code patienceNanos}
     */
    static TcpLine connect(InetSocketAddress to, long patienceNanos, Brake brake) throws IOException {
        TcpLine line = new TcpLine(brake);
        try {
            line.connect(to, patienceNanos);
            return line;
        } catch (IOException | RuntimeException failed) {
            line.close();
            throw failed;
        }
    }

    private void connect(InetSocketAddress to, long patienceNanos) throws IOException {
        long start = System.nanoTime();
        boolean connected = channel.connect(to);
        while (!connected) {
            if (!await(start + patienceNanos)) {
                throw new ConnectException(
                        brake.isPulled()
                                ? "stopped while connecting"
                                : "no answer to the SYN within " + patienceNanos / MILLISECOND + " ms");
            }
            connected = channel.finishConnect();
        }
        roundTripNanos = System.nanoTime() - start;
        key.interestOps(SelectionKey.OP_READ);
    }

    /** How long connecting took: one round trip. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** The socket itself. */
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            if (channel.write(out) == 0) {
                key.interestOps(SelectionKey.OP_WRITE);
                boolean ready = await(System.nanoTime() + LOOK_NANOS);
                key.interestOps(SelectionKey.OP_READ);
                if (!ready) {
                    throw new SocketException("the other end takes no bytes");
                }
            }
        }
    }

    @Override
    public Event read(long deadlineNanos) throws IOException {
        // Also when bytes never cease to come this ends at the deadline.
        while (deadlineNanos - System.nanoTime() > 0 && !brake.isPulled()) {
            Event event = look();
            if (event != Event.NOTHING) {
                return event;
            }
            await(deadlineNanos);
        }
        in.limit(0);
        return Event.NOTHING;
    }

    @Override
    public Event look() throws IOException {
        Event event = Incoming.read(channel, in);
        if (event != Event.NOTHING) {
            heardNanos = System.nanoTime();
        }
        return event;
    }

    /** Waits until the key is ready; false at the deadline or when the brake is pulled. */
    private boolean await(long deadlineNanos) throws IOException {
        while (true) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0 || brake.isPulled()) {
                return false;
            }
            long slice = Math.min(left, LOOK_NANOS);
            int ready = selector.select((slice + MILLISECOND - 1) / MILLISECOND);
            selector.selectedKeys().clear();
            if (ready > 0) {
                return true;
            }
        }
    }

    @Override
    public ByteBuffer received() {
        return in;
    }

    @Override
    public long heardNanos() {
        return heardNanos;
    }

    @Override
    public void close() {
        try {
            channel.close();
            selector.close();
        } catch (IOException gone) {
            // Then there is nothing to close.
        }
    }
}
