package dev.hangup.diagnosis.cause;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Mechanism;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/**
 * The server process, or the part of it that had a request, ended with requests in flight. Its kernel closes its sockets: FIN
 * where all was read, else RST.
 */
public final class ServerCrash implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, 2.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, 2.0),
            Map.entry(ResetReason.TCP_TIMEWAIT_SOCKET, 2.0),
            Map.entry(ResetReason.TCP_STATE, -3.0));

    @Override
    public String name() {
        return "server-crash";
    }

    @Override
    public String plainly() {
        return "the server's process, worker or handler ended while it had requests in flight";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        if (failure.is(Mechanism.RESET_AFTER_HANDSHAKE) && ProcessEnd.wasRefused(failure)) {
            // inet_csk_listen_stop of Linux drops the requests; their third segment then meets no socket.
            scale.prior(3, "the listener closed while the handshake was under way, and refused connections afterwards");
            return;
        }
        if (!ProcessEnd.isPossible(failure)) {
            return;
        }
        ProcessEnd.weighDismissal(failure, scale, -1.5, 5, -4);
        scale.clueIf(
                failure.exchanges().didServerAnnounceClose(),
                ClueKind.MESSAGE,
                -5,
                "the server had announced the close");
        if (isOneRequest(failure)) {
            scale.prior(
                    1,
                    "the application had read the request and closed without a word, and served others: a fault in its"
                            + " handler, or the end of one worker");
            return;
        }
        boolean late = ProcessEnd.late(failure);
        scale.prior(late ? -1.5 : 0.5, "a process that dies closes its connections like this");
        ProcessEnd.weighInstant(failure, scale);
        if (ProcessEnd.wasRefused(failure)) {
            scale.clue(
                    ClueKind.AFTERMATH,
                    late ? 3 : 4,
                    "afterwards "
                            + Quantity.count(failure.siblings().refusedAfterwards(), "new connection") + " to it "
                            + (failure.siblings().refusedAfterwards() == 1 ? "was" : "were")
                            + " refused: nobody listened any more");
        }
        scale.clueIf(
                ProcessEnd.isEndByReset(failure),
                ClueKind.SHAPE,
                4,
                "a FastCGI process that ends leaves the last record of its request unread, so its end is a RST");
        int cut = failure.siblings().cutAtOnce();
        if (late && cut > 0) {
            scale.clue(
                    ClueKind.SAME_INSTANT,
                    ProcessEnd.cutBits(failure),
                    "at that instant " + Quantity.count(cut, "request") + " that the server had lost the answer");
        }
        scale.clueIf(livesOn(failure), ClueKind.AFTERMATH, -2, "new connections to it were answered right afterwards");
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -4, "the RST's TTL is not the server's");
    }

    private static boolean livesOn(Case failure) {
        return !ProcessEnd.wasRefused(failure) && failure.siblings().answeredAfterwards() > 0;
    }

    /** Whether it is this request alone that ended badly: nothing else of the server did at that instant, and it lives on. */
    private static boolean isOneRequest(Case failure) {
        return failure.isRequestRead()
                && failure.exchanges().areBoundariesKnown()
                && livesOn(failure)
                && failure.siblings().closedAtOnce() == 0
                && failure.siblings().cutAtOnce() <= 1;
    }

    @Override
    public String variant(Case failure) {
        return isOneRequest(failure) ? "one-request" : "";
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        if (failure.is(LogShape.CUT_BEFORE_ANSWER)) {
            LogClues.cut(failure, scale, 1, "a process that dies closes its connections like this");
        } else if (failure.is(LogShape.CUT_IN_ANSWER)) {
            scale.prior(2.5, "a process that dies while it answers leaves half an answer");
        } else {
            return;
        }
        LogClues.together(failure, scale, 2, -1.5);
        LogClues.refused(failure, scale, 2.5);
        LogClues.prompt(failure, scale, -0.5, 1);
    }

    @Override
    public boolean looksLike(String other, Case failure) {
        return other.equals("graceful-drain");
    }

    @Override
    public double kernelBits(Case failure, Testimony testimony) {
        return KernelClues.ofHost(failure, testimony, BY_REASON);
    }

    @Override
    public Party culprit(Case failure) {
        return Party.SERVER;
    }

    @Override
    public List<String> remedies(Case failure) {
        if (isOneRequest(failure)) {
            return List.of(
                    "server: look in its log for this request: an exception or panic in the handler, a worker that was"
                            + " killed (timeout, memory); answer 500 rather than close",
                    "client: retry only what is idempotent; the application had the request");
        }
        return List.of(
                "server: find out why the process ended (exit code, out-of-memory killer, core dump) and supervise it",
                "client: retry idempotent requests on another instance; the server may have acted on this one");
    }

    @Override
    public String settle(Case failure) {
        return Settle.serverLife();
    }
}
