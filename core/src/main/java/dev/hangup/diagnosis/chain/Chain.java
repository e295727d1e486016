package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.SettingKind;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is configured: all ends, and the hops between them.
 *
 * @param ends in the order they were read
 * @param hops inferred from addresses, or stated
 * @param rttSeconds the longest round-trip time of a hop; 0 where nobody stated one
 * @param remarks why some ends are in no hop
 * @param measured ends of which something was measured, each once
 */
public record Chain(
        List<HopEnd> ends, List<Hop> hops, double rttSeconds, List<String> remarks, List<MeasuredEnd> measured) {
    public Chain {
        ends = List.copyOf(ends);
        hops = List.copyOf(hops);
        remarks = List.copyOf(remarks);
        measured = List.copyOf(measured);
    }

    /** A chain of which nothing was measured. */
    Chain(List<HopEnd> ends, List<Hop> hops, double rttSeconds, List<String> remarks) {
        this(ends, hops, rttSeconds, remarks, List.of());
    }

    /** What was measured of an end; null if nothing. */
    @Nullable
    MeasuredEndpoint measured(HopEnd end) {
        for (MeasuredEnd one : measured) {
            if (one.end().equals(end)) {
                return one.endpoint();
            }
        }
        return null;
    }

    /** Whether it is known for how long both ends of a hop keep idle connections, or that they keep none. */
    public boolean isIdleTimeoutKnown(Hop hop) {
        return Reuse.of(hop.client()) == Reuse.NO
                || !Limits.inForce(this, hop.client(), SettingKind.IDLE_TIMEOUT).isEmpty()
                        && !Limits.inForce(this, hop.server(), SettingKind.IDLE_TIMEOUT)
                                .isEmpty();
    }
}
