package dev.hangup.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a RST is told from other failures, on real sockets. */
class IncomingTest {
    @Test
    void resetBeforeTheConnectionIsLookedAtIsAReset() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (FakeServer server = new FakeServer(client -> {
                    client.reset();
                    gone.countDown();
                });
                SocketChannel channel = begin(server.address())) {
            gone.await();

            assertThat(Incoming.isReset(failure(channel))).isTrue();
        }
    }

    @Test
    void resetToTheSynIsNone() throws IOException {
        try (Nobody nobody = new Nobody();
                SocketChannel channel = begin(nobody.address());
                Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            selector.select();

            assertThat(Incoming.isReset(failure(channel))).isFalse();
        }
    }

    @Test
    void resetToWhatIsWrittenIsAReset() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (FakeServer server = new FakeServer(client -> {
                    client.reset();
                    gone.countDown();
                });
                SocketChannel channel = SocketChannel.open(server.address())) {
            gone.await();

            for (int i = 0; i < 2; i++) {
                assertThat(Incoming.isReset(catchThrowableOfType(
                                IOException.class, () -> channel.write(ByteBuffer.wrap(new byte[] {1})))))
                        .as("ECONNRESET, then EPIPE")
                        .isTrue();
            }
        }
    }

    private static SocketChannel begin(InetSocketAddress to) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(to);
        return channel;
    }

    private static IOException failure(SocketChannel channel) {
        return catchThrowableOfType(IOException.class, channel::finishConnect);
    }
}
