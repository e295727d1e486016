package dev.hangup.provoke.load;

import dev.hangup.measurement.Load;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Line;
import dev.hangup.probe.Target;
import dev.hangup.probe.TlsLine;
import dev.hangup.probe.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A short load on a server of this process before the one that counts: Java loads classes when they are first used and runs
 * them slowly at first, which would make the first requests late by tens of milliseconds.
 */
final class Rehearsal {
    private static final double PER_SECOND = 100;
    private static final long LENGTH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: timeout=5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Rehearsal() {}

    static void run(LoadPlan plan) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(server), "hangup-load-rehearsal");
            answering.setDaemon(true);
            answering.start();
            // One connection only, as the server serves one at a time.
            LoadPlan small = new LoadPlan(
                    new Target(false, "localhost", server.getLocalPort(), "/"),
                    plan.method(),
                    List.of(PER_SECOND),
                    LENGTH_NANOS,
                    new Load.Arrivals(0, 1, 0, true, PATIENCE_NANOS));
            new Loader(small, new Brake(2 * PATIENCE_NANOS)).load((InetSocketAddress) server.getLocalSocketAddress());
        }
        if (plan.target().tls()) {
            greet(plan.target());
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket client = server.accept()) {
            byte[] request = new byte[1 << 12];
            while (client.getInputStream().read(request) > 0) {
                client.getOutputStream().write(ANSWER);
            }
        } catch (IOException over) {
            // The rehearsal has ended.
        }
    }

    /** Makes the first words of TLS, which is where most of its classes are needed, and drops them. */
    private static void greet(Target target) throws IOException {
        try (Selector selector = Selector.open();
                Line nowhere = new NonblockingLine(selector, target, ByteBuffer.allocate(1))) {
            TlsLine.begin(nowhere, Trust.engine(target, List.of()));
        }
    }
}
