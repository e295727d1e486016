package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.FIN_WITHOUT_ANSWER;
import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.REQUEST_AFTER_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_CROSSED_FIN;
import static dev.hangup.diagnosis.Mechanism.REQUEST_TOO_SLOW;

import dev.hangup.Quantity;
import dev.hangup.connection.Exchanges;
import dev.hangup.connection.ServerSoftware;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.MeasuredClues;
import dev.hangup.diagnosis.NamedTimers;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import dev.hangup.knowledge.TimeoutDefault;
import dev.hangup.knowledge.TimeoutDefaults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The request did not come in time; the server closed (RFC 9110 section 15.5.9). */
public final class ServerHeaderTimeout implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.of(ResetReason.TCP_STATE, 1.0);

    /** Longer ones were not sent bit by bit. */
    private static final int MOST_OF_A_HEADER = 1000;
    /** GET with a path and a host, and what TLS adds. */
    private static final int SMALLEST_HEADER = 64;

    private static final long LEAST_TIMEOUT_NANOS = 900_000_000L;

    @Override
    public String name() {
        return "server-header-timeout";
    }

    @Override
    public String plainly() {
        return "the client did not finish its request in time, and the server closed";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        boolean beforeFirst = failure.is(REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN)
                && failure.exchanges().requests() == 1
                && failure.exchanges().answered() == 0
                && !failure.isRequestBegunBeforeFin()
                && failure.connection().handshakeNanos() > 0;
        if (beforeFirst) {
            weighNoRequest(failure, scale);
            return;
        }
        if (!failure.is(REQUEST_TOO_SLOW)) {
            weighInTls(failure, scale);
            return;
        }
        scale.prior(5, "the request was not whole when the server closed");
        scale.clueIf(failure.exchanges().status() == 408, ClueKind.MESSAGE, 3, "the server said 408 Request Timeout");
        long sinceRequest = failure.endNanos() - failure.exchanges().lastRequestNanos();
        long sinceStart = failure.endNanos() - failure.connection().startNanos();
        boolean round = NamedTimers.near(sinceRequest) > 0 || NamedTimers.near(sinceStart) > 0;
        if (round) {
            scale.clue(
                    ClueKind.TIMER,
                    1,
                    "it closed " + Quantity.duration(sinceRequest) + " after the request began: a round number");
        }
        scale.clueIf(
                failure.siblings().closedAtOnce() > 1,
                ClueKind.SAME_INSTANT,
                -2,
                "other connections ended at the same instant");
    }

    /** Inside TLS nobody sees whether a header is whole, only that it comes in pieces, or is too short for one. */
    private static void weighInTls(Case failure, Scale scale) {
        Exchanges exchanges = failure.exchanges();
        int size = exchanges.lastRequestEnd() - exchanges.requestSequence();
        long lasted = failure.endNanos() - exchanges.requestNanos();
        boolean closed =
                failure.is(FIN_WITHOUT_ANSWER, REQUEST_CROSSED_FIN, REQUEST_AFTER_FIN, REQUEST_ACKED_THEN_RESET);
        if (exchanges.tls() == null || !closed || size > MOST_OF_A_HEADER || lasted < LEAST_TIMEOUT_NANOS) {
            return;
        }
        // A header is written at once: what came in one piece, and is long enough for one, is hardly the half of it.
        boolean isInOnePiece = exchanges.requestPauses() == 0 && size >= SMALLEST_HEADER;
        scale.prior(isInOnePiece ? -3 : -1, "the server gave up on a request that was perhaps not whole");
        if (exchanges.requestPauses() > 1) {
            scale.clue(
                    ClueKind.MESSAGE, 4, "the request came in pieces, with " + exchanges.requestPauses() + " pauses");
        }
        if (size < SMALLEST_HEADER) {
            scale.clue(ClueKind.SIZE, 2, "it has only " + size + " bytes, TLS included");
        }
        if (NamedTimers.near(lasted) > 0) {
            scale.clue(
                    ClueKind.TIMER,
                    1.5,
                    "the server closed " + Quantity.duration(lasted) + " after it began: a round number");
        }
        scale.clueIf(
                failure.siblings().closedAtOnce() > 1,
                ClueKind.SAME_INSTANT,
                -3,
                "other connections ended at the same instant");
    }

    /** A server may give up on a connection before its first request has come. */
    private static void weighNoRequest(Case failure, Scale scale) {
        long age = failure.endNanos() - failure.connection().handshakeNanos();
        scale.prior(1, "the server closed before it had a first request");
        if (age > 500_000_000L) {
            scale.clue(ClueKind.LATENCY, 2, "it had waited " + Quantity.duration(age) + " for it");
        }
        if (age < 100_000_000L) {
            scale.clue(ClueKind.LATENCY, -3, "it had waited only " + Quantity.duration(age) + " for it");
        }
        scale.clueIf(NamedTimers.near(age) > 0, ClueKind.TIMER, 1.5, "that is a round number");
        scale.clueIf(
                failure.siblings().closedAtOnce() > 1,
                ClueKind.SAME_INSTANT,
                -2,
                "other connections ended at the same instant");
    }

    @Override
    public void weighMeasured(Case failure, MeasuredClues measured) {
        measured.header(failure);
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.CLIENT;
    }

    @Override
    public List<String> remedies(Case failure) {
        List<String> remedies = new ArrayList<>();
        long from = failure.is(REQUEST_TOO_SLOW)
                ? failure.exchanges().lastRequestNanos()
                : failure.connection().handshakeNanos();
        long allowed = Math.max(0, failure.endNanos() - from);
        remedies.add("client: send the whole request within " + Quantity.duration(allowed)
                + ", the time that the server gave it; look for what delayed the rest (a paused body, a lost segment)");
        ServerSoftware software = failure.exchanges().software();
        for (TimeoutDefault setting : TimeoutDefaults.of(
                software.component(), "header", failure.exchanges().softwareVersion())) {
            remedies.add("server: " + setting.component() + " " + setting.setting() + " (default " + setting.value()
                    + " s, " + setting.version() + "; source: " + setting.source() + ") if slow clients are expected");
        }
        return remedies;
    }
}
