package dev.hangup.cli;

import dev.hangup.evidence.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error, on a terminal, for work that takes over a second. */
final class Progress implements AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final int WIDTH = 80;
    private static final long MEBIBYTE = 1 << 20;

    private final long total;
    private final long startNanos = System.nanoTime();
    private final boolean shown = Terminal.errorIsTerminal();
    private long before;
    private @Nullable ProgressBar bar;

    private Progress(long total) {
        this.total = total;
    }

    static Progress over(List<Input> inputs) {
        long total = 0;
        for (Input input : inputs) {
            total += size(input.path());
        }
        return new Progress(total);
    }

    private static long size(@Nullable Path path) {
        try {
            return path == null ? 0 : Files.size(path);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** What to call with the bytes read so far of {@code input}; earlier inputs count as read. */
    LongConsumer of(Input input) {
        long offset = before;
        before += size(input.path());
        return read -> show(offset + read);
    }

    private void show(long bytes) {
        if (!shown || System.nanoTime() - startNanos < PATIENCE_NANOS) {
            return;
        }
        ProgressBar started = bar;
        if (started == null) {
            started = new ProgressBarBuilder()
                    .setTaskName("reading")
                    .setInitialMax(total > 0 ? total : -1)
                    .setUnit(" MiB", MEBIBYTE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .build();
            bar = started;
        }
        started.stepTo(bytes);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
