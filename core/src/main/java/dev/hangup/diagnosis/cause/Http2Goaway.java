package dev.hangup.diagnosis.cause;

import static dev.hangup.diagnosis.Mechanism.STREAMS_LOST;

import dev.hangup.Quantity;
import dev.hangup.connection.Http2State;
import dev.hangup.diagnosis.Case;
import dev.hangup.diagnosis.Cause;
import dev.hangup.diagnosis.KernelClues;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Scale;
import dev.hangup.diagnosis.Testimony;
import dev.hangup.kernel.ResetReason;
import java.util.List;
import java.util.Map;

/** Streams beyond the last one that the server's GOAWAY names (RFC 9113 section 6.8). */
public final class Http2Goaway implements Cause {
    private static final Map<ResetReason, Double> BY_REASON = Map.of(ResetReason.TCP_ABORT_ON_CLOSE, 2.0);

    @Override
    public String name() {
        return "http2-goaway";
    }

    @Override
    public String plainly() {
        return "the server said goodbye (GOAWAY), and requests beyond the last one it named were lost";
    }

    @Override
    public void weigh(Case failure, Scale scale) {
        Http2State state = failure.exchanges().http2();
        if (failure.is(STREAMS_LOST) && state != null) {
            scale.prior(
                    6,
                    "GOAWAY names stream " + state.goAwayLastStream() + " as the last, the client opened up to "
                            + state.lastClientStream());
        } else if (failure.mayHaveSentGoAway()) {
            scale.prior(4, "the server said something unasked just before it closed, which inside TLS may be a GOAWAY");
        }
    }

    /** A GOAWAY before the close can't be read inside TLS. */
    @Override
    public boolean isBeyondPackets(Case failure) {
        return failure.mayHaveSentGoAway();
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
        Http2State state = failure.exchanges().http2();
        String lost = state == null ? "requests" : "the " + Quantity.count(state.streamsBeyondGoAway(), "request");
        return List.of(
                "client: retry " + lost
                        + " beyond the last stream: always safe, whatever the method (RFC 9113 section 8.7)",
                "server: send GOAWAY with the highest stream number first, wait a round trip, then the real one");
    }
}
