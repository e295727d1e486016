package dev.hangup.connection;

/** What one side had to send again, and what never arrived. Most connections need none. */
final class Loss {
    int retransmissions;
    int spuriousRetransmissions;
    /** Retransmissions since the other side last acknowledged something new. */
    int retransmissionsInVain;

    int largestRetransmitted;
    int zeroWindows;
    int probesInVain;
    long firstProbeNanos;
    /** The last stretch of sequence space that was skipped over, to tell late segments from repeated ones. */
    int holeStart;

    int holeEnd;
}
