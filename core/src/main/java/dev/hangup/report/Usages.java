package dev.hangup.report;

import dev.hangup.IdleGaps;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.diagnosis.Incident;
import dev.hangup.forecast.Usage;
import dev.hangup.forecast.Usage.Basis;
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
                timeout.nanos(),
                timeout.samples(),
                server.roundTripNanos(),
                0,
                races);
    }
}
