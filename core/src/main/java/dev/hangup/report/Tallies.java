package dev.hangup.report;

import dev.hangup.IdleGaps;
import dev.hangup.comparison.Exposure;
import dev.hangup.comparison.IdleLimit;
import dev.hangup.comparison.Tally;
import dev.hangup.comparison.Tally.Aimed;
import dev.hangup.comparison.Tally.Captured;
import dev.hangup.comparison.Tally.Failures;
import dev.hangup.comparison.Tally.Loaded;
import dev.hangup.comparison.Tally.Logged;
import dev.hangup.comparison.Tally.Setup;
import dev.hangup.config.HopEnd;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.diagnosis.Causes;
import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.log.LogTime;
import dev.hangup.log.Symptom;
import dev.hangup.measurement.LoadTotals;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.Provocation;
import dev.hangup.report.CaptureSummary.Server;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds up what a run of {@code explain} found, so that it can be compared with another. */
public final class Tallies {
    private static final double HOUR_NANOS = 3600e9;

    private Tallies() {}

    /** What {@code report} adds up to; {@code name} is the user's for its evidence. */
    public static Tally of(String name, Report report) {
        Map<String, Failures> causes = new TreeMap<>();
        long failed = 0;
        for (Incident incident : report.incidents()) {
            String cause = incident.typical().cause();
            long before = causes.containsKey(cause) ? causes.get(cause).count() : 0;
            causes.put(cause, new Failures(before + incident.connections(), unit(cause)));
            failed += incident.connections();
        }
        return new Tally(
                name,
                new Captured(captured(report.captures()), failed, causes, reusesAtRisk(report.captures())),
                new Logged(
                        symptoms(report.logs()),
                        lines(report.logs().logs()),
                        hours(report.logs().logs())),
                aimed(report.provocations()),
                loaded(report.loads()),
                new Setup(configured(report), idleLimits(report), MeasuredFacts.of(report.measurements())));
    }

    private static Aimed aimed(List<Provocation> provocations) {
        return new Aimed(
                provocations.stream().mapToLong(one -> one.aimed().size()).sum(),
                words(provocations.stream().map(Provocation::aim)),
                provocations.stream().mapToLong(Provocation::hits).sum());
    }

    private static Loaded loaded(List<LoadTotals> loads) {
        return new Loaded(
                loads.stream().mapToLong(LoadTotals::requests).sum(),
                words(loads.stream().map(LoadTotals::manner)),
                outcomes(loads));
    }

    private static Exposure unit(String cause) {
        Risk risk = cause.equals(Verdict.UNKNOWN)
                ? Risk.REQUEST
                : Causes.named(cause).risk();
        return switch (risk) {
            case CONNECTING -> Exposure.CONNECTIONS;
            case REQUEST -> Exposure.REQUESTS;
            case REUSE -> Exposure.REUSES;
        };
    }

    private static Map<Exposure, Double> captured(List<CaptureSummary> captures) {
        Map<Exposure, Double> exposed = new EnumMap<>(Exposure.class);
        for (List<CaptureSummary> together : overlapping(captures)) {
            add(exposed, Exposure.CONNECTIONS, together, CaptureSummary::connections, Server::connections);
            add(exposed, Exposure.REQUESTS, together, CaptureSummary::requests, Server::requests);
            add(exposed, Exposure.REUSES, together, CaptureSummary::reuses, Server::reuses);
        }
        return exposed;
    }

    /** Captures of the same time may hold the same connections: of each server those of the one that holds most count. */
    private static void add(
            Map<Exposure, Double> exposed,
            Exposure unit,
            List<CaptureSummary> together,
            ToLongFunction<CaptureSummary> inCapture,
            ToLongFunction<Server> ofServer) {
        double sum;
        if (together.size() == 1) {
            sum = inCapture.applyAsLong(together.get(0));
        } else {
            Map<String, Long> most = new HashMap<>();
            for (CaptureSummary capture : together) {
                capture.servers()
                        .forEach(server -> most.merge(server.endpoint(), ofServer.applyAsLong(server), Math::max));
            }
            sum = most.values().stream().mapToLong(count -> count).sum();
        }
        exposed.merge(unit, sum, Double::sum);
    }

    private static List<List<CaptureSummary>> overlapping(List<CaptureSummary> captures) {
        List<CaptureSummary> byStart = new ArrayList<>(captures);
        byStart.sort(Comparator.comparingLong(CaptureSummary::firstNanos));
        List<List<CaptureSummary>> groups = new ArrayList<>();
        long end = Long.MIN_VALUE;
        for (CaptureSummary capture : byStart) {
            if (groups.isEmpty() || capture.firstNanos() > end) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(capture);
            end = Math.max(end, capture.lastNanos());
        }
        return groups;
    }

    /** How many requests were sent within a round trip before their server's idle timeout ran out. */
    private static double reusesAtRisk(List<CaptureSummary> captures) {
        double sum = 0;
        for (CaptureSummary capture : captures) {
            for (Server server : capture.servers()) {
                IdleGaps gaps = server.gaps();
                IdleTimeout timeout = server.idleTimeout();
                if (gaps != null && timeout.isKnown() && !server.isTimeoutRefuted() && server.roundTripNanos() > 0) {
                    sum += gaps.within(timeout.nanos() - server.roundTripNanos(), timeout.nanos());
                }
            }
        }
        return sum;
    }

    private static List<IdleLimit> idleLimits(Report report) {
        List<IdleLimit> limits = new ArrayList<>();
        for (CaptureSummary capture : report.captures()) {
            for (Server server : capture.servers()) {
                IdleTimeout timeout = server.idleTimeout();
                if (timeout.isKnown() && !server.isTimeoutRefuted()) {
                    long half = timeout.spreadNanos() / 2;
                    limits.add(new IdleLimit(
                            server.endpoint(),
                            timeout.nanos() - half,
                            timeout.nanos() + half,
                            timeout.count(),
                            "capture"));
                }
            }
        }
        for (MeasuredEndpoint measured : report.measurements()) {
            String server = measured.instance().endpoint().toString();
            measured.idleTimeout()
                    .ifPresent(timeout -> limits.add(
                            new IdleLimit(server, timeout.minNanos(), timeout.maxNanos(), timeout.count(), "probe")));
        }
        return limits;
    }

    private static Map<String, Long> symptoms(LogFindings logs) {
        Map<String, Long> counts = new TreeMap<>();
        logs.counts().counts().forEach((key, count) -> counts.merge(kind(key.symptom()), count.longValue(), Long::sum));
        return counts;
    }

    /** Without the ends of which only a measurement tells. */
    private static List<HopEnd> configured(Report report) {
        Set<String> measured =
                report.measurements().stream().map(MeasuredEndpoint::file).collect(Collectors.toSet());
        return report.configs().chain().ends().stream()
                .filter(end -> !measured.contains(end.place().file()))
                .toList();
    }

    private static String kind(Symptom symptom) {
        return symptom == Symptom.UNDECIDABLE ? "failure whose kind the log does not tell" : symptom.text();
    }

    private static String words(Stream<String> each) {
        return each.filter(one -> !one.isEmpty()).distinct().sorted().collect(Collectors.joining(", "));
    }

    private static Map<String, Long> outcomes(List<LoadTotals> loads) {
        Map<String, Long> failures = new TreeMap<>();
        loads.forEach(load -> load.counts().forEach((outcome, count) -> {
            if (outcome.isFailure() && count > 0) {
                failures.merge(outcome.text(), count, Long::sum);
            }
        }));
        return failures;
    }

    private static double lines(List<LogFile> logs) {
        return logs.stream()
                .filter(LogFile::isOfRequests)
                .mapToLong(LogFile::lines)
                .sum();
    }

    /** How many hours the logs cover together; what two of them cover counts once. */
    private static double hours(List<LogFile> logs) {
        List<LogFile> byStart = new ArrayList<>();
        logs.stream().filter(log -> log.first() != null && log.last() != null).forEach(byStart::add);
        byStart.sort(Comparator.comparingLong(log -> nanos(log.first())));
        long covered = 0;
        long end = Long.MIN_VALUE;
        for (LogFile log : byStart) {
            long from = Math.max(end, nanos(log.first()));
            long to = nanos(log.last());
            covered += Math.max(0, to - from);
            end = Math.max(end, to);
        }
        return covered / HOUR_NANOS;
    }

    private static long nanos(@Nullable LogTime time) {
        return time == null ? 0 : time.nanos();
    }
}
