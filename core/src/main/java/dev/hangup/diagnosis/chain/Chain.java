package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import java.util.List;

/**
 * What is configured: all ends, and the hops between them.
 *
 * @param ends in the order they were read
 * @param hops inferred from addresses, or stated
 * @param rttSeconds the longest round-trip time of a hop; 0 where nobody stated one
 * @param remarks why some ends are in no hop
 */
public record Chain(List<HopEnd> ends, List<Hop> hops, double rttSeconds, List<String> remarks) {
    public Chain {
        ends = List.copyOf(ends);
        hops = List.copyOf(hops);
        remarks = List.copyOf(remarks);
    }
}
