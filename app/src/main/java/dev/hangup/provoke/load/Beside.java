package dev.hangup.provoke.load;

import dev.hangup.Endpoint;
import dev.hangup.kernel.Counter;
import dev.hangup.kernel.HostSnapshot;
import dev.hangup.kernel.Listener;
import dev.hangup.kernel.SnapshotParser;
import dev.hangup.measurement.ServerBeside;
import dev.hangup.measurement.ServerBeside.Descriptors;
import dev.hangup.measurement.ServerBeside.Queue;
import dev.hangup.measurement.ServerBeside.TurnedAway;
import dev.hangup.probe.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the server from beside it while it is loaded, where it is on this machine and in this network namespace: at the
 * accept queue and the counters of what was turned away, by {@code ss} and {@code nstat}, and at the descriptors of the
 * process that listens. It does so on a thread of its own, four times a second, as each look costs the machine a few
 * milliseconds.
 */
final class Beside implements AutoCloseable {
    private static final long LOOK_MILLIS = 250;
    private static final int END = -1;
    private static final Pattern INODE = Pattern.compile("\\bino:(\\d+)");

    private final Endpoint server;
    private final List<Seen> steps = new ArrayList<>();
    private final BlockingQueue<Integer> changes = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::look, "hangup-load-beside");
    private String reason;
    private @Nullable ListeningProcesses processes;

    /** What was seen in one step. */
    private static final class Seen {
        private final @Nullable TurnedAway before;
        private @Nullable TurnedAway after;
        private @Nullable Queue queue;
        private @Nullable Descriptors descriptors;

        Seen(@Nullable TurnedAway before) {
            this.before = before;
            after = before;
        }

        ServerBeside result() {
            return new ServerBeside(
                    queue,
                    before == null || after == null
                            ? null
                            : new TurnedAway(after.overflows() - before.overflows(), after.drops() - before.drops()),
                    descriptors);
        }
    }

    private Beside(InetSocketAddress server) throws IOException {
        this.server = Target.endpoint(server);
        reason = isHere(server.getAddress()) ? "" : "it is on another machine";
        thread.setDaemon(true);
    }

    /** Begins to look, if there is something to see. */
    static Beside of(InetSocketAddress server) throws IOException {
        Beside beside = new Beside(server);
        if (beside.reason.isEmpty()) {
            beside.thread.start();
        }
        return beside;
    }

    private static boolean isHere(InetAddress address) throws IOException {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }

    /** What is seen from now on belongs to this step. */
    void step(int step) {
        changes.add(step);
    }

    /** Looks once more, and gives what was seen in each step; fewer than there were, or none, if nothing could be. */
    List<@Nullable ServerBeside> end() {
        close();
        List<@Nullable ServerBeside> results = new ArrayList<>();
        steps.forEach(step -> results.add(step.result()));
        return results;
    }

    /** Why something could not be seen; empty if all was. */
    String reason() {
        return reason;
    }

    @Override
    public void close() {
        changes.add(END);
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            @Nullable Integer change = changes.take();
            while (change == null || change != END) {
                if (change != null) {
                    begin();
                }
                see(steps.get(steps.size() - 1));
                change = changes.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
            if (!steps.isEmpty()) {
                Seen last = steps.get(steps.size() - 1);
                see(last);
                last.after = turnedAway();
            }
        } catch (IOException unseen) {
            reason = "it cannot be looked at: " + unseen.getMessage();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void begin() throws IOException {
        TurnedAway now = turnedAway();
        if (!steps.isEmpty()) {
            steps.get(steps.size() - 1).after = now;
        }
        steps.add(new Seen(now));
        // A server may start processes as it is loaded.
        processes = null;
    }

    private void see(Seen seen) throws IOException {
        String text = run("ss", "-Hltne", "sport", "=", ":" + server.port());
        @Nullable
        Listener listener = snapshot(text).listeners().stream()
                .filter(one -> one.accepts(server))
                .max(Comparator.comparingLong(Listener::waiting))
                .orElse(null);
        if (listener == null) {
            reason = "nobody listens for it in this network namespace";
            return;
        }
        @Nullable Queue before = seen.queue;
        if (before == null || listener.waiting() > before.most()) {
            seen.queue = new Queue(listener.waiting(), listener.limit());
        }
        String line = text.lines().skip(listener.line() - 1).findFirst().orElse("");
        if (processes == null) {
            Matcher inode = INODE.matcher(line);
            processes = ListeningProcesses.of(inode.find() ? inode.group(1) : "");
        }
        @Nullable Descriptors now = processes.descriptors();
        @Nullable Descriptors most = seen.descriptors;
        if (now == null) {
            reason = "its descriptors can be seen by root and by its user alone";
        } else if (most == null || now.most() > most.most()) {
            seen.descriptors = now;
        }
    }

    private static @Nullable TurnedAway turnedAway() throws IOException {
        HostSnapshot snapshot =
                snapshot(run("nstat", "-asz", HostSnapshot.LISTEN_OVERFLOWS, HostSnapshot.LISTEN_DROPS));
        @Nullable Counter overflows = snapshot.counters().get(HostSnapshot.LISTEN_OVERFLOWS);
        @Nullable Counter drops = snapshot.counters().get(HostSnapshot.LISTEN_DROPS);
        return overflows == null || drops == null ? null : new TurnedAway(overflows.value(), drops.value());
    }

    private static HostSnapshot snapshot(String text) {
        SnapshotParser parser = new SnapshotParser("", (damage, line) -> {});
        long number = 0;
        for (String line : text.lines().toList()) {
            parser.line(++number, line);
        }
        return parser.snapshot();
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        try (InputStream printed = process.getInputStream()) {
            return new String(printed.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
