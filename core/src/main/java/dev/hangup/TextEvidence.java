package dev.hangup;

import dev.hangup.capture.ByteSource;
import dev.hangup.config.Address;
import dev.hangup.config.Configs;
import dev.hangup.config.Configuration;
import dev.hangup.config.Source;
import dev.hangup.diagnosis.Configured;
import dev.hangup.diagnosis.KernelEvidence;
import dev.hangup.diagnosis.LogEvidence;
import dev.hangup.diagnosis.LogJudge;
import dev.hangup.diagnosis.RequestChains;
import dev.hangup.evidence.ConfigFiles;
import dev.hangup.evidence.Content;
import dev.hangup.evidence.Inputs;
import dev.hangup.evidence.Ledger;
import dev.hangup.evidence.TextLines;
import dev.hangup.evidence.Unpacked;
import dev.hangup.kernel.HostSnapshot;
import dev.hangup.kernel.SnapshotParser;
import dev.hangup.kernel.TraceParser;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogReader;
import dev.hangup.log.LogSource;
import dev.hangup.log.LogSummary;
import dev.hangup.log.RequestTime;
import dev.hangup.measurement.LoadTotals;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.MeasurementReader;
import dev.hangup.measurement.Provocation;
import dev.hangup.report.ConfigFindings;
import dev.hangup.report.KernelSummary;
import dev.hangup.report.LogFile;
import dev.hangup.report.LogFindings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what is text: what kernels say, configurations, measurements, and logs. */
final class TextEvidence {
    private final Ledger ledger;
    private final KernelEvidence kernel = new KernelEvidence();
    private final Configured configured = new Configured();
    private final LogEvidence logs = new LogEvidence(configured);
    private final ConfigFiles configs;
    private final List<Provocation> provocations = new ArrayList<>();
    private final List<LoadTotals> loads = new ArrayList<>();
    private final List<String> configFiles = new ArrayList<>();
    private final List<LogFile> files = new ArrayList<>();
    private final List<String> accessFormats = new ArrayList<>();
    private final Map<String, Set<Address>> servers = new HashMap<>();
    private Predicate<LogEvent> wanted = event -> true;
    private @Nullable BiConsumer<String, RequestTime> requests;
    private volatile boolean stopped;

    TextEvidence(Ledger ledger) {
        this.ledger = ledger;
        configs = new ConfigFiles(ledger);
    }

    /** Of failures in logs only these are of interest. */
    void want(Predicate<LogEvent> events) {
        wanted = events;
    }

    /** Lines of access logs may be written in these of nginx's {@code log_format}s too. */
    void expect(List<String> logFormats) {
        accessFormats.addAll(logFormats);
    }

    /** Asks for every request of access logs, with the log's name. */
    void watch(BiConsumer<String, RequestTime> everyRequest) {
        requests = everyRequest;
    }

    /** Ends the reading early, from another thread. */
    void stop() {
        stopped = true;
    }

    /** A capture shows the version of a program at an address. */
    void addVersion(SeenVersion version) {
        configured.addVersions(List.of(version));
    }

    /** What kernels said. */
    KernelEvidence kernel() {
        return kernel;
    }

    /** What logs said. */
    LogEvidence logged() {
        return logs;
    }

    /**
     * Reads one file that is no capture.
     *
     * @param named whether the user named it itself; then being no evidence is worth a note
     * @return false when it is no evidence, and nobody has been told so
     */
    boolean read(String name, Unpacked unpacked, boolean named, LongConsumer progress) {
        Content content = unpacked.content();
        if (content.isKernelsWord()) {
            readKernel(name, unpacked, progress);
            return true;
        }
        if (content == Content.CONFIGURATION) {
            readConfig(name, unpacked);
            return true;
        }
        if (content == Content.MEASUREMENT) {
            readMeasurement(name, unpacked);
            return true;
        }
        if (content == Content.TEXT && readLog(name, unpacked, progress)) {
            return true;
        }
        if (named) {
            ledger.add(name, -1, unpacked.text());
        }
        return named;
    }

    private void readKernel(String name, Unpacked unpacked, LongConsumer progress) {
        ObjLongConsumer<String> damage = damage(name);
        TraceParser trace = new TraceParser(name, damage);
        SnapshotParser snapshot = new SnapshotParser(name, damage);
        boolean isTrace = unpacked.content() == Content.KERNEL_TRACE;
        TextLines lines = unpacked.lines(damage);
        try {
            for (String line = lines.next(); line != null && !stopped; line = lines.next()) {
                if (isTrace) {
                    trace.line(lines.number(), line);
                } else {
                    snapshot.line(lines.number(), line);
                }
                progress.accept(unpacked.bytesRead());
            }
        } catch (IOException why) {
            damage.accept(Inputs.reason(why), lines.number());
        }
        if (isTrace) {
            kernel.add(trace.trace());
        } else {
            kernel.add(snapshot.snapshot());
        }
    }

    private void readConfig(String name, Unpacked unpacked) {
        try {
            Configuration configuration = Configs.read(configs.read(name, unpacked.source()));
            configured.add(configuration.ends());
            configured.addVersions(configuration.versions());
            accessFormats.addAll(configuration.logFormats());
            configuration
                    .servers()
                    .forEach((server, address) -> servers.computeIfAbsent(server, first -> new HashSet<>())
                            .add(address));
            configFiles.add(name);
        } catch (IOException why) {
            ledger.add(name, unpacked.source().offset(), Inputs.reason(why) + unpacked.offsetNote());
        }
    }

    private void readMeasurement(String name, Unpacked unpacked) {
        try {
            Source source = configs.read(name, unpacked.source());
            MeasurementReader.Results results = MeasurementReader.read(source.text(), source.damage());
            configured.add(name, results.measurements());
            provocations.addAll(results.provocations());
            loads.addAll(results.loads());
        } catch (IOException why) {
            ledger.add(name, unpacked.source().offset(), Inputs.reason(why) + unpacked.offsetNote());
        }
    }

    /** Returns false when no line of it is of a log that is known. */
    private boolean readLog(String name, Unpacked unpacked, LongConsumer progress) {
        long[] failures = new long[1];
        LogReader reader = new LogReader(
                name,
                named -> {
                    LogEvent event = addressed(named);
                    if (wanted.test(event)) {
                        logs.add(event);
                        failures[0]++;
                    }
                },
                damage(name),
                accessFormats);
        BiConsumer<String, RequestTime> watching = requests;
        if (watching != null) {
            reader.watch(request -> watching.accept(name, request));
        }
        ByteSource source = unpacked.source();
        try {
            while (!stopped && source.require(1)) {
                int available = source.available();
                reader.accept(source.buffer(), source.position(), source.position() + available);
                source.advance(available);
                progress.accept(unpacked.bytesRead());
            }
        } catch (IOException why) {
            ledger.add(name, source.offset(), Inputs.reason(why) + unpacked.offsetNote());
        }
        reader.finish();
        LogSummary summary = reader.summary();
        if (!summary.isLog()) {
            return false;
        }
        logs.add(summary);
        configured.addVersions(summary.versions());
        files.add(LogFile.of(name, summary, failures[0]));
        return true;
    }

    /** With the address of a server that HAProxy's log names, where the configurations beside it have one server of that name. */
    private LogEvent addressed(LogEvent event) {
        Set<Address> addresses = event.source() == LogSource.HAPROXY && event.remote() == null
                ? servers.getOrDefault(event.peerName(), Set.of())
                : Set.of();
        Endpoint address = addresses.size() == 1 ? addresses.iterator().next().endpoint() : null;
        return address == null ? event : event.withRemote(address);
    }

    private ObjLongConsumer<String> damage(String name) {
        return (what, line) -> ledger.add(name, -1, "line " + line + ": " + what);
    }

    /** What was read of kernels; a trace that nothing puts in time beside the captures goes to the ledger. */
    List<KernelSummary> kernelSummaries(boolean hasCaptures) {
        List<KernelSummary> summaries = new ArrayList<>();
        kernel.traces().forEach((trace, placed) -> {
            String held = Quantity.count(trace.resetsSent(), "reset") + " sent, "
                    + Quantity.count(trace.resets() - trace.resetsSent(), "connection") + " torn down";
            summaries.add(new KernelSummary(trace.name(), held + (placed == null ? "" : "; " + placed.text())));
            if (placed == null && hasCaptures) {
                ledger.add(
                        trace.name(),
                        -1,
                        "no reset in it was captured too, and it does not say what to add to its clock"
                                + " (# wall = mono + SECONDS): nothing is concluded from it");
            }
        });
        for (HostSnapshot snapshot : kernel.snapshots()) {
            summaries.add(new KernelSummary(
                    snapshot.name(),
                    Quantity.count(snapshot.counters().size(), "counter") + ", "
                            + Quantity.count(snapshot.listeners().size(), "listener")));
        }
        return summaries;
    }

    /** What came of loads. */
    List<LoadTotals> loads() {
        return List.copyOf(loads);
    }

    /** What was provoked. */
    List<Provocation> provocations() {
        return List.copyOf(provocations);
    }

    /** What was measured of endpoints. */
    List<MeasuredEndpoint> measurements() {
        return configured.measurements().all();
    }

    /** What the configurations say. */
    ConfigFindings configs() {
        return new ConfigFindings(List.copyOf(configFiles), configured.chain(), configured.weaknesses());
    }

    /** What the logs tell. */
    LogFindings logs() {
        RequestChains chains = logs.chains();
        return new LogFindings(
                List.copyOf(files), LogJudge.judge(logs), logs.counts(), chains.byWay(), chains.clockGaps());
    }
}
