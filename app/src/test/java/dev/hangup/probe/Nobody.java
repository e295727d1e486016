package dev.hangup.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A port of loopback at which nobody listens, and which nobody else can take meanwhile, as tests run side by side. */
public final class Nobody implements AutoCloseable {
    private final Socket bound = new Socket();

    /** @throws IOException where no port can be had */
    public Nobody() throws IOException {
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Where connections are refused. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getLocalPort());
    }

    /** The same. */
    public Target target() {
        return Target.parse("127.0.0.1:" + bound.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        bound.close();
    }
}
