package dev.hangup.capture;

import dev.hangup.Endpoint;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes addresses and ports of segments, the same whichever way a segment goes. Nobody who writes a capture can choose
 * them so that their hashes collide.
 */
final class FourTuple {
    private static final long IPV4_MAPPED = Endpoint.mappedIpv4(0);

    private static final long SEED = ThreadLocalRandom.current().nextLong();

    private FourTuple() {}

    /** Sets {@link Segment#hash} and {@link Segment#sourceIsLower}. */
    static void hash(Segment segment) {
        long source = segment.sourceLow;
        long destination = segment.destinationLow;
        long sourcePort = segment.sourcePort;
        long destinationPort = segment.destinationPort;
        boolean isIpv4 = (segment.sourceHigh | segment.destinationHigh) == 0
                && ((source ^ IPV4_MAPPED | destination ^ IPV4_MAPPED) >>> 32) == 0;
        boolean sourceIsLower;
        if (source == destination) {
            sourceIsLower = segment.sourceHigh == segment.destinationHigh
                    ? sourcePort < destinationPort
                    : segment.sourceHigh < segment.destinationHigh;
        } else {
            sourceIsLower = source < destination;
        }
        long ports = sourceIsLower ? sourcePort << 16 | destinationPort : destinationPort << 16 | sourcePort;
        long addresses;
        if (isIpv4) {
            long a = source & 0xffff_ffffL;
            long b = destination & 0xffff_ffffL;
            addresses = sourceIsLower ? a << 32 | b : b << 32 | a;
        } else {
            long a = mix(mix(segment.sourceHigh ^ SEED) + source);
            long b = mix(mix(segment.destinationHigh ^ SEED) + destination);
            addresses = sourceIsLower ? a * 31 + b : b * 31 + a;
        }
        int mixed = (int) mix((addresses ^ SEED) + ports * 0x9e3779b97f4a7c15L);
        segment.hash = mixed == Segment.NO_HASH ? 1 : mixed;
        segment.sourceIsLower = sourceIsLower;
    }

    private static long mix(long value) {
        long mixed = value * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 32) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 29;
    }
}
