package dev.hangup;

import dev.hangup.capture.Dissector;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import dev.hangup.capture.SegmentBatch;
import dev.hangup.capture.SegmentStream;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.connection.GatewayError;
import dev.hangup.connection.Tracer;
import dev.hangup.diagnosis.Held;
import dev.hangup.diagnosis.Incidents;
import dev.hangup.diagnosis.Joiner;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.Place;
import dev.hangup.diagnosis.Surroundings;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Content;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.evidence.Rereading;
import dev.hangup.evidence.Rotation;
import dev.hangup.evidence.Unpacked;
import dev.hangup.log.LogEvent;
import dev.hangup.log.RequestTime;
import dev.hangup.report.CaptureSummary;
import dev.hangup.report.KernelSummary;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Wires the rooms together: bytes to segments, segments to connections, connections to verdicts, verdicts to a report.
 * One instance per run; captures are added one after the other. Those of several places are joined at the end, if asked
 * for: then verdicts wait, and the captures are read once more for the connections that failed.
 */
public final class Analysis {
    /** So many connections wait for the end of the capture; when there are more, those that wait are judged at once. */
    private static final int WAITING = 20_000;

    /** So many verdicts wait for what other captures say; those beyond are told at once and not joined. */
    private static final int HELD = 10_000;

    /** So many of one capture, so that the others' can wait too. */
    private static final int HELD_OF_ONE = 4_000;

    private final boolean all;
    private final boolean filtered;
    private final Predicate<Connection> wanted;
    private final Ledger ledger;
    private final List<CaptureSummary> captures = new ArrayList<>();
    private final Incidents incidents = new Incidents();
    private final TextEvidence texts;
    private final Consumer<Verdict> sink;
    private final List<Held> held = new ArrayList<>();
    private final Map<String, List<GatewayError>> gatewayErrors = new HashMap<>();
    private @Nullable Rereading rereading;
    private @Nullable CaptureRun open;
    private int ignoredFiles;
    private long toldAtOnce;
    private volatile boolean stopped;
    private volatile @Nullable SegmentStream reading;

    /**
     * Prepares a run.
     *
     * @param all whether healthy connections get a verdict too
     * @param wanted which connections are of interest, null for all; the others still count for their servers
     * @param ledger gets what cannot be read
     * @param sink gets every verdict, some time before the end of its capture, in the order of first frames within what
     *     was judged together
     */
    public Analysis(boolean all, @Nullable Predicate<Connection> wanted, Ledger ledger, Consumer<Verdict> sink) {
        this.all = all;
        texts = new TextEvidence(ledger);
        this.filtered = wanted != null;
        this.wanted = wanted == null ? connection -> true : wanted;
        this.ledger = ledger;
        this.sink = sink;
    }

    /** Of failures that logs tell of only those that are {@code wanted} are of interest; before anything is added. */
    public void wantEvents(Predicate<LogEvent> wanted) {
        texts.want(wanted);
    }

    /** Asks for every request that access logs tell of, failed or not, with the log's name; before anything is added. */
    public void watchRequests(BiConsumer<String, RequestTime> everyRequest) {
        texts.watch(everyRequest);
    }

    /**
     * Lines of access logs may be written in these formats too; before anything is added.
     *
     * @param logFormats texts of nginx's {@code log_format}, without name and quotes
     */
    public void expectLogFormats(List<String> logFormats) {
        texts.expect(logFormats);
    }

    /**
     * Asks for one verdict per connection of all captures that will be added, instead of one per capture: see
     * {@link Joiner}. The verdicts come in {@link #report} then, in order of captures' names and first frames.
     *
     * @param again opens the captures a second time
     */
    public void join(Rereading again) {
        rereading = again;
    }

    /**
     * Reads one file to its end. What is no evidence goes to the ledger. Texts are to come before the captures that they
     * are about, as {@link Inputs} puts them. A capture that
     * continues the one before ({@link Rotation}) is one with it: its verdicts have the name of the first file, and frames
     * are counted on; so the last connections of each are judged by the next call, or by {@link #report}.
     *
     * @param name as the user named it
     * @param in its bytes; stays the caller's to close
     * @param named whether the user named it itself; then being no capture is worth a note
     * @param progress is told now and then how many bytes have been read
     */
    public void add(String name, InputStream in, boolean named, LongConsumer progress) {
        if (stopped) {
            return;
        }
        try {
            Unpacked unpacked = new Unpacked(in);
            if (!unpacked.content().isCapture()) {
                if (stopped) {
                    // What it would have been is not known.
                    return;
                }
                if (!texts.read(name, unpacked, named, progress)) {
                    ignoredFiles++;
                }
                if (unpacked.content() == Content.MEASUREMENT && open != null) {
                    ledger.add(name, -1, "was read after the captures, so it counts for logs only: save it to a file");
                }
                return;
            }
            PacketReader reader = unpacked.open((offset, what) -> {
                // What was stopped may end anywhere.
                if (!stopped) {
                    ledger.add(name, offset, what + unpacked.offsetNote());
                }
            });
            if (reader != null) {
                read(name, reader, unpacked, progress);
            }
        } catch (IOException why) {
            // Once there is a reader, failures end its run and not this.
            ledger.add(name, 0, Inputs.reason(why));
        }
    }

    private void read(String name, PacketReader reader, Unpacked unpacked, LongConsumer progress) {
        CaptureRun run = null;
        try (SegmentStream stream = new SegmentStream(unpacked.source(), reader, isThreaded(), Follower::lookAhead)) {
            beStoppedWith(stream);
            for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                if (run == null) {
                    run = runFor(name, reader.format(), batch);
                }
                run.follow(batch);
                progress.accept(unpacked.bytesRead());
            }
            tellUnread(name, stream.dissector());
        } catch (IOException why) {
            ledger.add(name, unpacked.source().offset(), Inputs.reason(why) + unpacked.offsetNote());
        }
        reading = null;
        if (run == null) {
            begin(name, reader.format());
        }
    }

    private void beStoppedWith(SegmentStream stream) {
        reading = stream;
        if (stopped) {
            // Since it was last looked, when there was nothing to close yet.
            stream.close();
        }
    }

    /** The run that a file belongs to: that of the file before it, if it continues that. */
    private CaptureRun runFor(String name, String format, SegmentBatch firstBatch) {
        CaptureRun before = open;
        long firstNanos = firstBatch.get(0).timeNanos;
        if (before != null && before.isContinuedBy(name, format, firstBatch)) {
            before.nextFile(name, firstNanos);
            return before;
        }
        CaptureRun run = begin(name, format);
        run.firstNanos = firstNanos;
        run.fileNanos = firstNanos;
        return run;
    }

    private CaptureRun begin(String name, String format) {
        finishOpen();
        CaptureRun run = new CaptureRun(name, format);
        open = run;
        return run;
    }

    private void finishOpen() {
        CaptureRun run = open;
        open = null;
        if (run != null) {
            run.finish();
        }
    }

    private void tellUnread(String name, Dissector dissector) {
        if (dissector.unknownLinkPackets() > 0) {
            ledger.add(
                    name,
                    -1,
                    Quantity.count(dissector.unknownLinkPackets(), "packet") + " of link type "
                            + dissector.unknownLinkType() + ", which is not read yet");
        }
        if (dissector.shortPackets() > 0) {
            ledger.add(
                    name,
                    -1,
                    Quantity.count(dissector.shortPackets(), "packet")
                            + " captured too short for their TCP header: capture with a snapshot length of 96 or more, with"
                            + " tunnels 200");
        }
    }

    /** Ends the reading of captures early, from another thread; what was read so far is still judged and reported. */
    public void stop() {
        stopped = true;
        texts.stop();
        SegmentStream stream = reading;
        if (stream != null) {
            stream.close();
        }
    }

    /** Whether it was told to stop. */
    public boolean isStopped() {
        return stopped;
    }

    /** Ends the capture that was read last, as nothing continues it, and tells everything found out. */
    public Report report() {
        finishOpen();
        Rereading again = rereading;
        if (again != null) {
            tellJoined(again);
        }
        List<KernelSummary> said = texts.kernelSummaries(!captures.isEmpty());
        return new Report(
                List.copyOf(captures),
                incidents.byCost(),
                said,
                texts.logs(),
                texts.configs(),
                texts.measurements(),
                texts.provocations(),
                texts.loads(),
                ledger.notes(),
                ignoredFiles);
    }

    private void tell(Verdict verdict) {
        incidents.add(verdict);
        texts.logged().explain(verdict);
        sink.accept(verdict);
    }

    private void tellJoined(Rereading again) {
        captures.sort((one, other) -> one.name().compareTo(other.name()));
        List<Connection> wantedAgain = captures.size() > 1 ? Joiner.wanted(held) : List.of();
        List<Place> places = new ArrayList<>();
        for (CaptureSummary capture : wantedAgain.isEmpty() ? List.<CaptureSummary>of() : captures) {
            Tracer tracer = new Tracer();
            wantedAgain.forEach(tracer::want);
            if (!stopped && trace(capture, again, tracer)) {
                places.add(new Place(
                        capture.name(),
                        capture.vantage(),
                        capture.lastNanos(),
                        tracer.tracks(),
                        tracer.isComplete(),
                        tracer.handshakes()));
            }
        }
        if (stopped) {
            // What was not read to its end again would seem never to have arrived.
            places.clear();
        }
        new Joiner(places, held, gatewayErrors).verdicts().forEach(this::tell);
        held.clear();
        gatewayErrors.clear();
        if (toldAtOnce > 0 && captures.size() > 1) {
            ledger.add(
                    captures.get(0).name(),
                    -1,
                    "and the other captures: " + Quantity.count(toldAtOnce, "verdict")
                            + " more than can wait to be joined; those are of one capture each");
        }
    }

    /** Looks at a capture once more; returns whether that was possible. */
    private boolean trace(CaptureSummary capture, Rereading again, Tracer tracer) {
        for (CaptureSummary.Part part : capture.parts()) {
            try (InputStream in = again.open(part.name())) {
                if (in == null) {
                    ledger.add(
                            part.name(),
                            -1,
                            "can be read only once, so it is not joined with the other captures: save it to a file first");
                    return false;
                }
                trace(new Unpacked(in), part.firstFrame() - 1, tracer);
            } catch (IOException why) {
                ledger.add(part.name(), -1, Inputs.reason(why));
                return false;
            }
        }
        return true;
    }

    private void trace(Unpacked unpacked, long framesBefore, Tracer tracer) throws IOException {
        PacketReader reader = unpacked.openQuietly();
        if (reader == null) {
            return;
        }
        try (SegmentStream stream = new SegmentStream(unpacked.source(), reader, isThreaded())) {
            reading = stream;
            for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                for (int i = 0; i < batch.size(); i++) {
                    Segment segment = batch.get(i);
                    segment.frame += framesBefore;
                    tracer.accept(segment);
                }
            }
        } catch (IOException toldBefore) {
            // It ended here the first time too.
        }
        reading = null;
    }

    private static boolean isThreaded() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    /** One capture on its way through the rooms; it may have been rotated into several files. */
    private final class CaptureRun {
        private final String name;
        private final String format;
        private final List<CaptureSummary.Part> parts = new ArrayList<>();
        private final List<Connection> waiting = new ArrayList<>();
        private final Set<Endpoint> wantedServers = new HashSet<>();
        private final Follower follower = new Follower(all || filtered, this::keep);
        private final long takenTogetherBefore = incidents.takenTogether();
        private long packets;
        private long framesBefore;
        private long wantedConnections;
        private int heldOfThis;
        private long laterFragments;
        private long firstNanos;
        private long fileNanos;
        private long lastNanos;

        CaptureRun(String name, String format) {
            this.name = name;
            this.format = format;
            parts.add(new CaptureSummary.Part(name, 1));
        }

        boolean isContinuedBy(String next, String nextFormat, SegmentBatch batch) {
            return packets > 0
                    && format.equals(nextFormat)
                    && Rotation.areSiblings(name, next)
                    && Rotation.isContinued(lastNanos - fileNanos, lastNanos, batch.get(0).timeNanos, goesOn(batch));
        }

        private boolean goesOn(SegmentBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                if (follower.isAtHome(batch.get(i))) {
                    return true;
                }
            }
            return false;
        }

        void nextFile(String next, long nextNanos) {
            parts.add(new CaptureSummary.Part(next, packets + 1));
            framesBefore = packets;
            fileNanos = nextNanos;
        }

        void follow(SegmentBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                Segment segment = batch.get(i);
                segment.frame += framesBefore;
                packets++;
                lastNanos = segment.timeNanos;
                if (segment.kind == Segment.Kind.LATER_FRAGMENT) {
                    laterFragments++;
                }
                follower.accept(segment);
            }
        }

        private void keep(Connection connection) {
            waiting.add(connection);
            if (waiting.size() >= WAITING) {
                judgeWaiting();
            }
        }

        private void judgeWaiting() {
            Surroundings surroundings = new Surroundings(
                    follower.vantage(), follower.populations(), waiting, texts.kernel(), texts.logged());
            Judge judge = new Judge(name, surroundings);
            waiting.sort(Connection::inOrder);
            for (Connection connection : waiting) {
                if (!wanted.test(connection)) {
                    continue;
                }
                wantedConnections++;
                Endpoint server = connection.server().endpoint();
                // A scan has more servers than are looked at together.
                if (filtered && follower.populations().containsKey(server)) {
                    wantedServers.add(server);
                }
                Verdict verdict = judge.judge(connection);
                if (!all && !verdict.isFailure()) {
                    continue;
                }
                if (rereading != null && held.size() < HELD && heldOfThis < HELD_OF_ONE) {
                    heldOfThis++;
                    held.add(new Held(verdict, judge));
                } else {
                    toldAtOnce++;
                    tell(verdict);
                }
            }
            waiting.clear();
        }

        void finish() {
            follower.end();
            judgeWaiting();
            if (rereading != null) {
                List<GatewayError> errors = follower.populations().values().stream()
                        .flatMap(population -> population.gatewayErrors().stream())
                        .limit(HELD_OF_ONE)
                        .toList();
                gatewayErrors.put(name, errors);
            }
            if (follower.forgotten() > 0) {
                ledger.add(
                        name,
                        -1,
                        Quantity.count(follower.forgotten(), "idle connection")
                                + " forgotten for want of room: a late reset of one of them may be called unknown");
            }
            long takenTogether = incidents.takenTogether() - takenTogetherBefore;
            if (takenTogether > 0) {
                ledger.add(
                        name,
                        -1,
                        Quantity.count(takenTogether, "failed connection")
                                + " went to so many servers that those are taken together; --format jsonl tells them one by one");
            }
            follower.populations()
                    .forEach((server, population) -> population
                            .softwareVersions()
                            .forEach(version -> texts.addVersion(
                                    new SeenVersion(population.software().component(), version, name, 0, server))));
            captures.add(new CaptureSummary(
                    name,
                    List.copyOf(parts),
                    format,
                    follower.vantage(),
                    packets,
                    follower.packets(),
                    filtered ? wantedConnections : follower.connections(),
                    follower.connections(),
                    follower.resets(),
                    follower.requests(),
                    follower.reuses(),
                    laterFragments,
                    firstNanos,
                    lastNanos,
                    CaptureSummary.servers(
                            follower.populations(), server -> !filtered || wantedServers.contains(server))));
        }
    }
}
