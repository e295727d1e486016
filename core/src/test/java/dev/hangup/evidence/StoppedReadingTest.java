package dev.hangup.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.hangup.Analysis;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while something is waited for. */
class StoppedReadingTest {
    /** Long enough on any machine; what is tested would wait for ever. */
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    /** The beginning of a live capture has come, and what is to read its packets has not begun. */
    @Test
    void stopBetweenTheFirstBytesAndTheFirstPacketsIsHeeded() throws IOException {
        Ledger ledger = new Ledger();
        Analysis analysis = new Analysis(true, null, ledger, verdict -> {});
        byte[] begun = Files.readAllBytes(Path.of("..", "samples", "3-keepalive-race-fin-cross.pcap"));
        try (InputStream live = new InputStream() {
            private boolean isRead;

            @Override
            public int read() throws IOException {
                throw new IOException("nobody reads single bytes");
            }

            @Override
            public int read(byte[] into, int at, int most) throws IOException {
                if (isRead) {
                    return waitForEver();
                }
                isRead = true;
                analysis.stop();
                System.arraycopy(begun, 0, into, at, begun.length);
                return begun.length;
            }
        }) {
            Report report = assertTimeoutPreemptively(LONG, () -> {
                analysis.add("live", live, true, bytesRead -> {});
                return analysis.report();
            });

            assertThat(report.captures()).hasSize(1);
            assertThat(report.notes()).isEmpty();
        }
    }

    private static int waitForEver() throws IOException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException over) {
            throw new IOException(over);
        }
        return -1;
    }

    @Test
    void pipeThatIsClosedWhileItIsWaitedForIsAtItsEnd() throws Exception {
        Path path = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        CompletableFuture<OutputStream> writer = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.newOutputStream(path);
            } catch (IOException why) {
                throw new IllegalStateException(why);
            }
        });
        InputStream pipe = new Input("pipe", path, true).open();
        try (OutputStream live = writer.get()) {
            live.write("so far".getBytes(StandardCharsets.US_ASCII));
            CountDownLatch waiting = new CountDownLatch(1);
            CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(() -> {
                try {
                    byte[] first = pipe.readNBytes(6);
                    waiting.countDown();
                    assertThat(pipe.read()).isEqualTo(-1);
                    return first;
                } catch (IOException why) {
                    throw new IllegalStateException(why);
                }
            });
            waiting.await();
            pipe.close();

            assertThat(assertTimeoutPreemptively(LONG, () -> all.get()))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("so far");
            assertThat(pipe.available()).isZero();
        }
    }
}
