package dev.hangup.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does with every connection what a test says. */
public final class FakeServer implements AutoCloseable {
    /** What is done with a connection; it is closed afterwards. */
    public interface Manners {
        /** Says and reads what it likes. */
        void serve(Client client) throws IOException, InterruptedException;
    }

    /** A connection, seen from the server. */
    public record Client(Socket socket) {
        /** Reads to the end of a request's header; false if the client closed instead. */
        public boolean readRequest() throws IOException {
            InputStream in = socket.getInputStream();
            int matched = 0;
            while (matched < 4) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
            }
            return true;
        }

        /** Sends. */
        public void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Closes by a RST (SO_LINGER 0). */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket listener;
    private final AtomicInteger accepted = new AtomicInteger();

    /** Listens, and treats everybody in this manner. */
    public FakeServer(Manners manners) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        spawn(() -> {
            while (true) {
                Socket socket = listener.accept();
                accepted.incrementAndGet();
                spawn(() -> {
                    try (socket) {
                        manners.serve(new Client(socket));
                    }
                });
            }
        });
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static void spawn(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException | InterruptedException over) {
                // The test is over, or the client went away.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** How many connections were made. */
    public int accepted() {
        return accepted.get();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** The same as what a user types. */
    public Target target() {
        return Target.parse("127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
