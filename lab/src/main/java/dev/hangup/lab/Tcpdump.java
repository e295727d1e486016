package dev.hangup.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A capture at one place, by tcpdump. */
final class Tcpdump {
    private static final int LONGEST_START_MILLIS = 10_000;

    private final Process process;

    /** Captures on {@code device} of {@code host} into {@code file}; returns once nothing can be missed any more. */
    Tcpdump(Host host, String device, int snapshotLength, Path file) {
        String name = "tcpdump-" + file.getFileName();
        List<String> command =
                new ArrayList<>(List.of("tcpdump", "-i", device, "-s", Integer.toString(snapshotLength)));
        command.addAll(List.of("--immediate-mode", "-U", "-n", "-w", file.toString()));
        if (Rootless.isRoot()) {
            // Else it becomes another user, who may not write here.
            command.addAll(List.of("-Z", "root"));
        }
        command.add("tcp or icmp or icmp6");
        process = host.start(name, command);
        Path log = host.log(name);
        Await.until(LONGEST_START_MILLIS, "tcpdump does not listen; see " + log, () -> says(log, "listening on"));
    }

    private static boolean says(Path log, String words) {
        try {
            return Files.readString(log).contains(words);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Ends the capture in order, so that the last packet is whole. */
    void stop() {
        try {
            // SIGTERM, at which tcpdump writes out what it has.
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
