package dev.hangup;

import dev.hangup.capture.ByteSource;
import dev.hangup.capture.Dissector;
import dev.hangup.capture.PacketReader;
import dev.hangup.capture.Segment;
import dev.hangup.capture.SegmentBatch;
import dev.hangup.capture.SegmentStream;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Follower;
import dev.hangup.connection.ServerPopulation;
import dev.hangup.diagnosis.Incidents;
import dev.hangup.diagnosis.Judge;
import dev.hangup.diagnosis.Surroundings;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.evidence.Unpacked;
import dev.hangup.report.CaptureSummary;
import dev.hangup.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Wires the rooms together: bytes to segments, segments to connections, connections to verdicts, verdicts to a report.
 * One instance per run; captures are added one after the other.
 */
public final class Analysis {
    /** So many connections wait for the end of the capture; when there are more, those that wait are judged at once. */
    private static final int WAITING = 20_000;

    private final boolean all;
    private final boolean filtered;
    private final Predicate<Connection> wanted;
    private final Ledger ledger;
    private final List<CaptureSummary> captures = new ArrayList<>();
    private final Incidents incidents = new Incidents();
    private final Consumer<Verdict> sink;
    private int ignoredFiles;
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
        this.filtered = wanted != null;
        this.wanted = wanted == null ? connection -> true : wanted;
        this.ledger = ledger;
        this.sink = sink;
    }

    /**
     * Reads one capture to its end and judges its connections. What is no capture goes to the ledger.
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
                if (named) {
                    ledger.add(name, -1, unpacked.text());
                } else {
                    ignoredFiles++;
                }
                return;
            }
            PacketReader reader = unpacked.content()
                    .open(unpacked.source(), (offset, what) -> ledger.add(name, offset, what + unpacked.offsetNote()));
            if (reader != null) {
                new CaptureRun(name, reader).run(unpacked, progress);
            }
        } catch (IOException why) {
            // Once there is a reader, failures end its run and not this.
            ledger.add(name, 0, Inputs.reason(why));
        }
    }

    /** Ends the reading of captures early, from another thread; what was read so far is still judged and reported. */
    public void stop() {
        stopped = true;
        SegmentStream stream = reading;
        if (stream != null) {
            stream.close();
        }
    }

    /** Everything found out so far. */
    public Report report() {
        return new Report(List.copyOf(captures), incidents.byCost(), ledger.notes(), ignoredFiles);
    }

    /** One capture on its way through the rooms. */
    private final class CaptureRun {
        private final String name;
        private final PacketReader reader;
        private Dissector dissector = new Dissector();
        private final List<Connection> waiting = new ArrayList<>();
        private final Follower follower = new Follower(all || filtered, this::keep);
        private final long takenTogetherBefore = incidents.takenTogether();
        private long packets;
        private long wantedConnections;
        private long laterFragments;
        private long firstNanos;
        private long lastNanos;

        CaptureRun(String name, PacketReader reader) {
            this.name = name;
            this.reader = reader;
        }

        void run(Unpacked unpacked, LongConsumer progress) {
            ByteSource source = unpacked.source();
            boolean threaded = Runtime.getRuntime().availableProcessors() > 1;
            try (SegmentStream stream = new SegmentStream(source, reader, threaded)) {
                reading = stream;
                dissector = stream.dissector();
                for (SegmentBatch batch = stream.next(); batch != null; batch = stream.next()) {
                    follow(batch);
                    progress.accept(unpacked.bytesRead());
                }
            } catch (IOException why) {
                ledger.add(name, source.offset(), Inputs.reason(why) + unpacked.offsetNote());
            }
            reading = null;
            finish();
        }

        private void follow(SegmentBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                Segment segment = batch.get(i);
                if (packets++ == 0) {
                    firstNanos = segment.timeNanos;
                }
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
            Surroundings surroundings = new Surroundings(follower.vantage(), follower.populations(), waiting);
            Judge judge = new Judge(name, surroundings);
            waiting.sort(Comparator.comparingLong(Connection::firstFrame));
            for (Connection connection : waiting) {
                if (!wanted.test(connection)) {
                    continue;
                }
                wantedConnections++;
                Verdict verdict = judge.judge(connection);
                if (all || verdict.isFailure()) {
                    incidents.add(verdict);
                    sink.accept(verdict);
                }
            }
            waiting.clear();
        }

        private void finish() {
            follower.end();
            judgeWaiting();
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
                                + " captured too short for their TCP header: capture with a snapshot length of 96 or more, with tunnels 200");
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
            captures.add(new CaptureSummary(
                    name,
                    reader.format(),
                    follower.vantage(),
                    packets,
                    follower.packets(),
                    filtered ? wantedConnections : follower.connections(),
                    follower.resets(),
                    laterFragments,
                    firstNanos,
                    lastNanos,
                    servers()));
        }

        private List<CaptureSummary.Server> servers() {
            List<CaptureSummary.Server> servers = new ArrayList<>();
            for (Map.Entry<Endpoint, ServerPopulation> entry :
                    follower.populations().entrySet()) {
                servers.add(new CaptureSummary.Server(
                        entry.getKey().toString(),
                        entry.getValue().connections(),
                        entry.getValue().idleTimeout()));
            }
            servers.sort(Comparator.comparingLong(CaptureSummary.Server::connections)
                    .reversed()
                    .thenComparing(CaptureSummary.Server::endpoint));
            return servers.size() > 100 ? List.copyOf(servers.subList(0, 100)) : servers;
        }
    }
}
