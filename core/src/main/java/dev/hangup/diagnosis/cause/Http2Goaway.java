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

    private static final int ENHANCE_YOUR_CALM = 11;
    /** The codes of RFC 9113 section 7, from 0. */
    private static final List<String> ERRORS = List.of(
            "NO_ERROR",
            "PROTOCOL_ERROR",
            "INTERNAL_ERROR",
            "FLOW_CONTROL_ERROR",
            "SETTINGS_TIMEOUT",
            "STREAM_CLOSED",
            "FRAME_SIZE_ERROR",
            "REFUSED_STREAM",
            "CANCEL",
            "COMPRESSION_ERROR",
            "CONNECT_ERROR",
            "ENHANCE_YOUR_CALM",
            "INADEQUATE_SECURITY",
            "HTTP_1_1_REQUIRED");

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
        if (failure.is(STREAMS_LOST) && state != null && state.goAwayError() != 0) {
            scale.prior(6, "GOAWAY says " + error(state) + " with a request open");
        } else if (failure.is(STREAMS_LOST) && state != null) {
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
        Http2State state = failure.exchanges().http2();
        return state != null && state.goAwayError() == ENHANCE_YOUR_CALM ? Party.CLIENT : Party.SERVER;
    }

    private static String error(Http2State state) {
        int code = state.goAwayError();
        return code > 0 && code < ERRORS.size() ? ERRORS.get(code) : "error " + code;
    }

    @Override
    public List<String> remedies(Case failure) {
        Http2State state = failure.exchanges().http2();
        if (state != null && state.goAwayError() == ENHANCE_YOUR_CALM) {
            return List.of(
                    "client: send PINGs less often (gRPC: its keepalive time), or open and reset fewer streams; the debug data"
                            + " of the GOAWAY says which was too much for the server",
                    "server: let clients ping as often as they must (gRPC: the shortest time that it permits between PINGs)");
        }
        if (state != null && state.goAwayError() != 0) {
            return List.of("server: see its log for " + error(state)
                    + ": it failed, or client and server don't agree about the protocol; one of them is to be mended");
        }
        String lost = state == null ? "requests" : "the " + Quantity.count(state.streamsBeyondGoAway(), "request");
        return List.of(
                "client: retry " + lost
                        + " beyond the last stream: always safe, whatever the method (RFC 9113 section 8.7)",
                "server: send GOAWAY with the highest stream number first, wait a round trip, then the real one");
    }
}
