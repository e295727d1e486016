package dev.hangup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program, started as a process of its own. */
final class Launched {
    private static final Path INPUT = Path.of("..", "samples", "3-keepalive-race-fin-cross.pcap");

    private final Path folder;

    /** One that writes what it prints into {@code folder}. */
    Launched(Path folder) {
        this.folder = folder;
    }

    /** How it ended, and what it had printed. */
    record Ended(int code, String out, String err) {}

    /** Runs it to its end, a capture at its standard input. */
    Ended hangup(String... arguments) {
        return end(start(arguments));
    }

    /** Starts it. */
    Process start(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hangup.cli.Main"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(INPUT.toFile()))
                    .redirectOutput(out().toFile())
                    .redirectError(err().toFile())
                    .start();
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        }
    }

    /** Presses Ctrl-C, and waits for its end. */
    Ended interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        return end(process);
    }

    private Ended end(Process process) {
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
            return new Ended(process.exitValue(), text(out()), text(err()));
        } catch (IOException why) {
            throw new UncheckedIOException(why);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Path err() {
        return folder.resolve("err");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
