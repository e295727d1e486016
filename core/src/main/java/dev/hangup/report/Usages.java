package dev.hangup.report;

import dev.hangup.IdleGaps;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.diagnosis.Incident;
import dev.hangup.forecast.Usage;
import dev.hangup.forecast.Usage.Basis;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.report.CaptureSummary.Server;
import java.util.ArrayList;
import java.util.List;

/** How connections are used, by what a run of {@code explain} found in captures. */
public final class Usages {
    private static final String RACE = "keepalive-race";

    private Usages() {}

    /** The servers whose connections were used again after having been idle. */
    public static List<Usage> of(Report report) {
        List<Usage> usages = new ArrayList<>();
        for (CaptureSummary capture : report.captures()) {
            for (Server server : capture.servers()) {
                IdleGaps gaps = server.gaps();
                if (gaps != null && capture.lastNanos() > capture.firstNanos()) {
                    usages.add(of(report, capture, server, gaps));
                }
            }
        }
        return usages;
    }

    /** The same with what was measured of its server, where it does not show that itself. */
    public static Usage measured(Usage usage, Report report) {
        Usage known = usage;
        for (MeasuredEndpoint measured : report.measurements()) {
            Interval timeout = measured.idleTimeout().orElse(null);
            Interval roundTrip = measured.instance().roundTrip();
            if (!measured.isAt(usage.server())) {
                continue;
            }
            known = known.idleTimeoutNanos() < 0 && timeout != null ? known.withIdleTimeout(timeout.minNanos()) : known;
            known = known.roundTripNanos() < 0 && roundTrip != null ? known.withRoundTrip(roundTrip.minNanos()) : known;
        }
        return known;
    }

    private static Usage of(Report report, CaptureSummary capture, Server server, IdleGaps gaps) {
        IdleTimeout timeout = server.idleTimeout();
        long races = report.incidents().stream()
                .filter(incident -> incident.typical().cause().equals(RACE)
                        && incident.typical()
                                .connection()
                                .server()
                                .endpoint()
                                .toString()
                                .equals(server.endpoint()))
                .mapToLong(
                        (Incident incident) -> incident.connectionsByCapture().getOrDefault(capture.name(), 0))
                .sum();
        return new Usage(
                server.endpoint(),
                capture.name(),
                Basis.CONNECTIONS,
                capture.lastNanos() - capture.firstNanos(),
                gaps,
                server.isTimeoutRefuted() ? -1 : timeout.nanos(),
                server.isTimeoutRefuted() ? 0 : timeout.samples(),
                server.roundTripNanos(),
                0,
                races);
    }
}
