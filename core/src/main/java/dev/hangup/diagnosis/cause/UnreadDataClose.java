package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.REQUEST_ACKED_THEN_RESET;
import static dev.hangup.diagnosis.Mechanism.UPLOAD_RESET;

import dev.hangup.connection.Reset;
import dev.hangup.connection.TlsState;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.ClueKind;
import dev.hangup.diagnosis.HttpStatusText;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Settle;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import dev.hangup.log.Phase;
import dev.hangup.log.Symptom;
import java.util.List;
import java.util.Map;

/** The server closed with the request body unread, and the RST destroyed its answer (RFC 9112 section 9.6). */
public final class UnreadDataClose implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.ofEntries(
            Map.entry(ResetReason.TCP_ABORT_ON_CLOSE, 2.0),
            Map.entry(ResetReason.TCP_ABORT_ON_DATA, 1.0),
            Map.entry(ResetReason.TCP_STATE, -5.0));

    private static final int SEVERAL_SEGMENTS = 2000;
    private static final int SHRUNK_TO = 4;

    @Override
    public String name() {
        return "unread-data-close";
    }

    @Override
    public String plainly() {
        return "the server closed without reading the whole request body, and the RST may destroy its answer";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        int status = failure.exchanges().status();
        if (failure.is(UPLOAD_RESET)) {
            scale.prior(
                    failure.exchanges().outstanding() > 0 ? 4 : 1.5,
                    "the server closed while the request body was still arriving: unread data turns the close into a RST");
            // What answered first had its close planned, and the FIN behind the answer may wait for room.
            scale.clueIf(
                    failure.exchanges().outstanding() > 0
                            && failure.resetOrigin().isWithoutSocket(),
                    ClueKind.SHAPE,
                    -5,
                    "the RST has no ACK, and no FIN came before it: no close of the server's sent it");
            if (status >= 400) {
                scale.clue(ClueKind.MESSAGE, 2, "it had already answered " + HttpStatusText.of(status));
            }
        } else if (failure.is(REQUEST_ACKED_THEN_RESET)) {
            int size =
                    failure.exchanges().lastRequestEnd() - failure.exchanges().lastRequestSequence();
            scale.prior(-1.5, "a server that closes without reading the request sends RST+ACK");
            if (size > SEVERAL_SEGMENTS) {
                scale.clue(ClueKind.SIZE, 2, "the request has " + size + " bytes");
            }
            scale.clueIf(
                    size > SEVERAL_SEGMENTS && hasWindowShrunk(failure),
                    ClueKind.SHAPE,
                    3,
                    "the server's receive window had shrunk: its application was not reading");
            TlsState tls = failure.exchanges().tls();
            scale.clueIf(
                    tls != null && tls.serverCloseNotifyNanos() != 0,
                    ClueKind.MESSAGE,
                    2,
                    "the server had said close_notify while the request was still arriving");
        } else {
            return;
        }
        scale.clueIf(failure.resetOrigin().hasForeignTtl(), ClueKind.TTL, -5, "the RST's TTL is not the server's");
    }

    /** Whether the last window that the server announced is small against that of its RST, sent with the data thrown away. */
    private static boolean hasWindowShrunk(Case failure) {
        Reset reset = failure.reset();
        return reset != null && failure.connection().server().lastWindow() < reset.window() / SHRUNK_TO;
    }

    @Override
    public void weigh(LogCase failure, Scale scale) {
        boolean isRejected = failure.is(LogShape.CUT_BEFORE_ANSWER) && failure.count(Symptom.RST) == failure.count();
        if (isRejected) {
            long sending = failure.events().stream()
                    .filter(event -> event.phase() == Phase.REQUEST)
                    .count();
            LogClues.cut(failure, scale, 0, "a server that closes with a part of the request unread sends RST");
            scale.clueIf(sending * 2 > failure.events().size(), ClueKind.LOG, 3, "it came while requests were sent");
            LogClues.reuse(failure, scale, -0.5, 0.5);
        }
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
        return List.of(
                "server: answer, shut down the sending side only, read and discard what still comes, then close"
                        + " (lingering close; nginx lingering_timeout, default 5 s, source:"
                        + " nginx/nginx src/http/ngx_http_core_module.c:3957)",
                "client: send Expect: 100-continue before large bodies, so that a refusal comes before the body",
                "client: read an early answer even when writing fails");
    }

    @Override
    public String settle(Case failure) {
        return Settle.resetReasons();
    }
}
