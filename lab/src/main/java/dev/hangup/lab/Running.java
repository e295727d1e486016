package dev.hangup.lab;

import dev.hangup.lab.Plan.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A client that runs. */
public final class Running {
    private static final int LONGEST_SECONDS = 60;

    /** A client that is done has still to have its FIN and its last acknowledgement arrive. */
    private static final Duration LAST_CLOSES = Duration.ofMillis(300);

    private final Process process;
    private final Path printed;
    private final long healthy;
    private final Consumer<List<Result>> atEnd;

    /**
     * Starts it on {@code host}.
     *
     * @param command prints of each connection what {@code client.py} prints of it
     * @param healthy how many of its connections must get all they ask for
     * @param atEnd is told how its connections went
     */
    Running(Host host, String name, List<String> command, long healthy, Consumer<List<Result>> atEnd) {
        printed = host.log(name);
        this.healthy = healthy;
        this.atEnd = atEnd;
        process = host.start(name, command);
    }

    /** Waits until the connections that must get all they ask for are over, so that the rest can be broken. */
    public void awaitHealthy() {
        Await.until(
                LONGEST_SECONDS * 1000,
                "the healthy connections do not end",
                () -> soFar().stream()
                                .filter(result -> result.role().equals(Plan.HEALTHY))
                                .count()
                        == healthy);
        Await.pass(LAST_CLOSES);
    }

    private List<Result> soFar() {
        try {
            String lines = Files.readString(printed);
            // The last line may still be being written.
            return lines.substring(0, lines.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Result::parse)
                    .toList();
        } catch (IOException unreadable) {
            throw new LabException("cannot read " + printed, unreadable);
        }
    }

    /** Waits for its end and gives how its connections went. */
    public List<Result> await() {
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new LabException("the client did not end within " + LONGEST_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new LabException("the client failed; see " + printed);
            }
            List<Result> mine = soFar();
            atEnd.accept(mine);
            return mine;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", interrupted);
        }
    }
}
