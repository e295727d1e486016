package dev.hangup.provoke.load;

import dev.hangup.probe.Incoming;
import dev.hangup.probe.Line;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** A TCP connection that never waits: what has come is read, what does not fit into the socket goes out later. */
final class NonblockingLine implements Line {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer in;
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private boolean broken;
    private long heardNanos;

    /**
     * A line whose events come to {@code owner} by way of {@code selector}.
     *
     * @param in where what is read goes; lines of one thread may share it, as nothing stays in it
     */
    NonblockingLine(Selector selector, Object owner, ByteBuffer in) throws IOException {
        this.in = in;
        channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, SelectionKey.OP_CONNECT, owner);
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Begins to connect; true if that is done already. */
    boolean connect(InetSocketAddress to) throws IOException {
        return channel.connect(to);
    }

    /** Whether the connection is made by now. */
    boolean finishConnect() throws IOException {
        return channel.finishConnect();
    }

    /** Whether events are wanted: of one that nobody listens to not even its end is noticed. */
    void listen(boolean wanted) {
        key.interestOps(wanted ? SelectionKey.OP_READ | (out.isEmpty() ? 0 : SelectionKey.OP_WRITE) : 0);
    }

    @Override
    public void write(byte[] bytes) {
        out.addLast(ByteBuffer.wrap(bytes));
        flush();
    }

    /** Sends what the socket takes. */
    void flush() {
        try {
            while (!out.isEmpty()) {
                ByteBuffer first = out.getFirst();
                channel.write(first);
                if (first.hasRemaining()) {
                    break;
                }
                out.removeFirst();
            }
        } catch (IOException gone) {
            // EPIPE or ECONNRESET: there was a RST. What had come before it can still be read.
            broken = true;
            out.clear();
        }
        listen(true);
    }

    /** As it never waits, this is no more than a look. */
    @Override
    public Event read(long deadlineNanos) throws IOException {
        return look();
    }

    @Override
    public Event look() throws IOException {
        Event event = Incoming.read(channel, in);
        if (event != Event.NOTHING) {
            heardNanos = System.nanoTime();
        }
        return broken && event == Event.FIN ? Event.RST : event;
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
        } catch (IOException gone) {
            // Then there is nothing to close.
        }
    }
}
