package dev.hangup.provoke;

import dev.hangup.Analysis;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Ledger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A capture of the own connections by tcpdump, in a folder that goes with it. Where there is no tcpdump, or it may not
 * capture, {@link #trouble} says so, and nothing is seen.
 */
final class OwnCapture implements AutoCloseable {
    /** Enough for the headers of TCP and of HTTP's requests, with any options. */
    private static final int SNAPSHOT_LENGTH = 256;
    /** Packets of some 10,000 connections: then tcpdump ends by itself. */
    private static final int MOST_PACKETS = 400_000;

    private static final int SETTLING_MILLIS = 100;
    private static final int PATIENCE_SECONDS = 5;
    private static final String RACE = "keepalive-race";

    private final Path folder;
    private final Path file;
    private @Nullable Process tcpdump;
    private String trouble = "";

    private OwnCapture(Path folder) {
        this.folder = folder;
        file = folder.resolve("own.pcap");
    }

    /**
     * Begins to capture what passes between {@code local} and {@code remote}'s port.
     *
     * @throws IOException when there is no place for it
     */
    static OwnCapture begin(InetAddress local, InetSocketAddress remote) throws IOException {
        OwnCapture capture = new OwnCapture(Files.createTempDirectory("hangup-provoke-"));
        try {
            capture.start(device(local, remote), remote);
        } catch (IOException missing) {
            capture.trouble = "tcpdump cannot be run here";
        }
        return capture;
    }

    /** What is sent to an own address passes through the loopback, whatever device has that address. */
    private static String device(InetAddress local, InetSocketAddress remote) throws IOException {
        InetAddress passed = local.equals(remote.getAddress()) ? InetAddress.getLoopbackAddress() : local;
        NetworkInterface device = NetworkInterface.getByInetAddress(passed);
        return device == null ? "any" : device.getName();
    }

    private void start(String device, InetSocketAddress remote) throws IOException {
        Process process = new ProcessBuilder(
                        "tcpdump",
                        "-i",
                        device,
                        "-s",
                        Integer.toString(SNAPSHOT_LENGTH),
                        "-c",
                        Integer.toString(MOST_PACKETS),
                        "--immediate-mode",
                        "-U",
                        "-n",
                        "-w",
                        "-",
                        "tcp and port " + remote.getPort() + " and host "
                                + remote.getAddress().getHostAddress().split("%", 2)[0])
                .redirectOutput(file.toFile())
                .start();
        tcpdump = process;
        BufferedReader words =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = words.readLine(); line != null; line = words.readLine()) {
            if (line.contains("listening on")) {
                trouble = "";
                return;
            }
            trouble = trouble.isEmpty() ? line : trouble;
        }
    }

    /** Why nothing is seen; empty when something is. */
    String trouble() {
        return trouble;
    }

    /**
     * Ends the capture and judges it.
     *
     * @return what each connection that failed was, by the port of its client: the variant of a keep-alive race, or another
     *     cause
     */
    Map<Integer, String> judge() throws IOException {
        end();
        Map<Integer, String> scenarios = new HashMap<>();
        Analysis analysis = new Analysis(false, null, new Ledger(), verdict -> {
            if (verdict.isFailure()) {
                scenarios.put(verdict.connection().client().endpoint().port(), scenario(verdict));
            }
        });
        try (InputStream in = Files.newInputStream(file)) {
            analysis.add(file.getFileName().toString(), in, true, bytes -> {});
        }
        analysis.report();
        return scenarios;
    }

    private static String scenario(Verdict verdict) {
        return verdict.cause().equals(RACE) ? verdict.variant() : verdict.cause();
    }

    private void end() {
        Process process = tcpdump;
        if (process == null || !process.isAlive()) {
            return;
        }
        try {
            // What was just seen is on its way to the file.
            process.waitFor(SETTLING_MILLIS, TimeUnit.MILLISECONDS);
            // SIGTERM, at which it writes out what it has.
            process.destroy();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        end();
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException left) {
            // A small file stays in the folder for temporary ones.
        }
    }
}
