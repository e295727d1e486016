package dev.hangup.diagnosis.cause;

import dev.hangup.Quantity;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.connection.ServerSoftware;
import dev.hangup.diagnosis.Case;
import dev.hangup.knowledge.TimeoutDefault;
import dev.hangup.knowledge.TimeoutDefaults;
import dev.hangup.measurement.Advice;
import java.util.ArrayList;
import java.util.List;

/** What to change where a server closes idle connections that its clients still use. */
final class IdleTimerRemedies {
    private IdleTimerRemedies() {}

    static List<String> of(Case failure) {
        List<String> remedies = new ArrayList<>();
        IdleTimeout measured = failure.idleTimeout();
        String roundTrip = failure.roundTripNanos() >= 0
                ? " + round trip " + Quantity.duration(failure.roundTripNanos())
                : " + one round trip";
        String timeout = measured.isKnown()
                ? " (measured " + Quantity.duration(measured.nanos()) + ", n=" + measured.count() + ")"
                : "";
        remedies.add("rule: the server's idle timeout" + timeout + " must be longer than the client pool's idle limit"
                + roundTrip
                + " + the longest stall of either side (at least 1 s, the first retransmission timeout of RFC 6298)");
        if (measured.isKnown()) {
            remedies.add("client: keep idle connections for less than "
                    + Quantity.duration(
                            Advice.clientLimitNanos(measured.nanos(), Math.max(0, failure.roundTripNanos())))
                    + ", or raise the server's timeout above the pool's limit by the same margin");
        }
        ServerSoftware software = failure.exchanges().software();
        for (TimeoutDefault setting : TimeoutDefaults.of(
                software.component(), "idle", failure.exchanges().softwareVersion())) {
            if (setting.role().equals("server")) {
                remedies.add("server: " + setting.component() + " " + setting.setting() + " (default " + setting.value()
                        + " s, " + setting.version() + "; source: " + setting.source() + ")");
            }
        }
        return remedies;
    }
}
