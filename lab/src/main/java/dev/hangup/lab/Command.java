package dev.hangup.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands to their end. */
final class Command {
    private static final long LONGEST_SECONDS = 30;

    private Command() {}

    /**
     * What {@code command} printed on both streams.
     *
     * @throws LabException when it cannot be started, fails, or takes longer than half a minute
     */
    static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException(String.join(" ", command) + " did not end within " + LONGEST_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new LabException(
                        String.join(" ", command) + " failed (" + process.exitValue() + "): " + printed.strip());
            }
            return printed;
        } catch (IOException cannotStart) {
            throw new LabException(
                    "cannot run " + String.join(" ", command) + ": " + cannotStart.getMessage(), cannotStart);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + String.join(" ", command), interrupted);
        }
    }

    /** Runs {@code command}, with whatever end: what it should undo may be gone already. */
    static void tryRun(List<String> command) {
        try {
            run(command);
        } catch (LabException gone) {
            // What is not there need not be taken away.
        }
    }

    /** Starts {@code command}; both its streams go to {@code log}. */
    static Process start(List<String> command, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException cannotStart) {
            throw new LabException(
                    "cannot start " + String.join(" ", command) + ": " + cannotStart.getMessage(), cannotStart);
        }
    }
}
