package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_AFTER_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_FIN;

import dev.hangup.Quantity;
import dev.hangup.connection.Connection;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.FirstBytes;
import dev.hangup.connection.ServerSoftware;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.MeasuredClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Risk;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import dev.hangup.knowledge.TimeoutDefault;
import dev.hangup.knowledge.TimeoutDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The server closed after its n-th answer, and the next request was already sent (RFC 9112 section 9.6). */
public final class MaxRequests implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, 2.0),
            Map.entry(ResetReason.TCP_ABORT_ON_LINGER, 2.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, 2.0));

    /** A close so soon after an answer is no idle timer's, and beyond what a path may vary. */
    private static final long AT_ONCE_NANOS = 20_000_000L;

    @Override
    public String name() {
        return "max-requests";
    }

    @Override
    public String plainly() {
        return "the server closed after a number of requests, and another request was already sent";
    }

    @Override
    public Risk risk() {
        return Risk.REUSE;
    }

    /**
     * Whether the server closed at once after its last answer: the path may have made the one later than the other, by half
     * of what it takes (RFC 6298 section 2.2), and no idle timer is as short as a round trip.
     */
    static boolean isAtOnce(Case failure) {
        long idle = failure.idleAtCloseNanos();
        return idle >= 0 && idle < AT_ONCE_NANOS + Math.max(0, failure.toServerAndBackNanos()) / 2;
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        boolean closedByFin = failure.is(REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN, FIN_WITHOUT_ANSWER);
        int answered = failure.exchanges().answered();
        if (answered == 0
                || !mayBeHttp(failure.connection())
                || !(closedByFin || failure.is(REQUEST_ACKED_THEN_RESET))) {
            return;
        }
        scale.prior(0, "servers limit the requests of a connection");
        if (failure.exchanges().didServerAnnounceClose()) {
            scale.clue(ClueKind.MESSAGE, 7, "the last answer, number " + answered + ", said Connection: close");
        }
        long idle = failure.idleAtCloseNanos();
        if (isAtOnce(failure) && answered > 1) {
            scale.clue(
                    ClueKind.IDLE_GAP,
                    3,
                    "the server closed " + Quantity.duration(idle) + " after answer number " + answered);
        }
        if (idle > 10 * AT_ONCE_NANOS) {
            scale.clue(
                    ClueKind.IDLE_GAP,
                    -4,
                    "the server closed only " + Quantity.duration(idle) + " after the last answer");
        }
        if (failure.siblings().closedByOneEvent()) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    -failure.siblings().sameInstantBits(),
                    "the server closed " + Quantity.count(failure.siblings().closedAtOnce(), "other connection")
                            + " at the same instant");
        }
        int most = failure.population().mostAnswers();
        scale.clueIf(
                most > answered + 1,
                ClueKind.POPULATION,
                -3,
                "another connection to this server got " + most + " answers: its limit is not " + answered);
        int requests = failure.exchanges().requests();
        int closes = failure.population().countedCloses();
        int same = failure.population().closesAfterRequests(requests - 1, requests + 1);
        boolean constant = answered > 1 && closes > 2 && same * 5 >= closes * 4 && idle < 10 * AT_ONCE_NANOS;
        if (constant) {
            scale.clue(
                    ClueKind.POPULATION,
                    2,
                    same + " of " + closes + " connections were closed after this number of requests");
        }
    }

    /** Other protocols have no such limit. */
    private static boolean mayBeHttp(Connection connection) {
        return switch (connection.protocol()) {
            case HTTP1 -> !connection.exchanges().isUpgraded();
            case HTTP2, TLS -> true;
            case UNKNOWN -> connection.client().firstBytes() == FirstBytes.NONE;
            default -> false;
        };
    }

    @Override
    public void weighMeasured(Case failure, MeasuredClues measured) {
        measured.requests(failure);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        Exchanges exchanges = failure.exchanges();
        int answersEnd = failure.connection().server().sentFin()
                ? failure.connection().server().finSequence()
                : failure.connection().server().next();
        boolean received = exchanges.requestAcknowledgment() - answersEnd >= 0;
        return exchanges.didServerAnnounceClose() && received ? Party.CLIENT : Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        List<String> remedies = new ArrayList<>();
        int answered = failure.exchanges().answered();
        if (failure.exchanges().didServerAnnounceClose()) {
            remedies.add(
                    "client: after an answer with Connection: close send nothing more on the connection, and do not"
                            + " pipeline past it; the requests after number " + answered
                            + " may be sent again on a new one");
        } else {
            remedies.add("server: announce the last answer with Connection: close; it closed after " + answered
                    + " requests without a word");
        }
        ServerSoftware software = failure.exchanges().software();
        for (TimeoutDefault setting : TimeoutDefaults.of(
                software.component(), "requests", failure.exchanges().softwareVersion())) {
            if (setting.role().equals("server")
                    && setting.setting().toLowerCase(Locale.ROOT).contains("request")) {
                remedies.add("server: raise " + setting.component() + " " + setting.setting() + " (default "
                        + setting.value() + ", " + setting.version() + "; source: " + setting.source() + ")");
            }
        }
        return remedies;
    }
}
