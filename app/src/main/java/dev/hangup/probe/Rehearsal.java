package dev.hangup.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A conversation with itself before the first one that counts: Java loads classes when they are first used, which would make
 * the first sample late by tens of milliseconds.
 */
public final class Rehearsal {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nKeep-Alive: timeout=5, max=100\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private Rehearsal() {}

    /** Runs it; the brake ends it. */
    public static void run(Terms terms, Brake brake, Crew crew) {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Future<Boolean> other = crew.start(() -> answer(server));
            try (TcpLine line = TcpLine.connect((InetSocketAddress) server.getLocalAddress(), PATIENCE_NANOS, brake)) {
                line.write(Http1.request(terms.target(), terms.method(), "HTTP/1.1"));
                Http1.read(line, "HEAD", System.nanoTime() + PATIENCE_NANOS);
                Idling.listen(line, Idling::http1, System.nanoTime(), System.nanoTime() + PATIENCE_NANOS);
            }
            Crew.outcome(other);
        } catch (IOException notHere) {
            // Then the first sample is a little late.
        }
    }

    private static boolean answer(ServerSocketChannel server) throws IOException {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(ANSWER.length));
            client.write(ByteBuffer.wrap(ANSWER));
            return true;
        }
    }
}
