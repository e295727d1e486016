package dev.hangup.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's word on RSTs: the tracepoints tcp:tcp_send_reset and tcp:tcp_receive_reset, in a trace instance of our own
 * (Linux, Documentation/trace/ftrace.rst). They are of the whole machine, not of a namespace, so lines are told apart by
 * address. Needs root on the machine itself.
 */
final class ResetTrace {
    private final Path instance;
    private final String wallOffset;

    private ResetTrace(Path instance, String wallOffset) {
        this.instance = instance;
        this.wallOffset = wallOffset;
    }

    /** Begins to trace; null where this kernel or user cannot. */
    static @Nullable ResetTrace begin(Tracefs tracefs, String run) {
        Path root = tracefs.root();
        if (root == null || !Files.exists(root.resolve("events/tcp/tcp_send_reset"))) {
            return null;
        }
        Path instance = root.resolve("instances")
                .resolve(Host.PREFIX + ProcessHandle.current().pid() + "-" + run);
        try {
            Files.createDirectory(instance);
            Files.writeString(instance.resolve("trace_clock"), "mono");
            Files.writeString(instance.resolve("events/tcp/tcp_send_reset/enable"), "1");
            Files.writeString(instance.resolve("events/tcp/tcp_receive_reset/enable"), "1");
            // System.nanoTime is CLOCK_MONOTONIC on Linux, which is the trace's clock.
            double wall = System.currentTimeMillis() / 1e3;
            return new ResetTrace(instance, String.format(Locale.ROOT, "%.6f", wall - System.nanoTime() / 1e9));
        } catch (IOException cannot) {
            remove(instance);
            return null;
        }
    }

    /** Writes the lines of interest to {@code file} and ends the trace. */
    void end(Path file, Predicate<String> ofInterest) {
        try {
            List<String> lines = Files.readAllLines(instance.resolve("trace")).stream()
                    .filter(line -> line.startsWith("#") || ofInterest.test(line))
                    .toList();
            Files.writeString(file, "# wall = mono + " + wallOffset + "\n" + String.join("\n", lines) + "\n");
        } catch (IOException cannot) {
            throw new LabException("cannot read the kernel's trace: " + cannot.getMessage(), cannot);
        } finally {
            remove(instance);
        }
    }

    void abandon() {
        remove(instance);
    }

    static void remove(Path instance) {
        // rmdir(2) is what takes an instance away, with all that seems to be in it.
        Command.tryRun(List.of("rmdir", instance.toString()));
    }
}
