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
    /** The first stretch that was skipped over and is not filled yet: acknowledgments stand still at it. */
    int firstHoleStart;

    int firstHoleEnd;

    /** Sequence numbers from {@code start} to {@code end} were skipped over; {@code acknowledged} is what has arrived. */
    void skip(int start, int end, int acknowledged) {
        holeStart = start;
        holeEnd = end;
        boolean isOpen = firstHoleStart != firstHoleEnd && acknowledged - firstHoleStart <= 0;
        if (!isOpen) {
            firstHoleStart = start;
            firstHoleEnd = end;
        }
    }

    /** A segment from {@code start} to {@code end} was captured. */
    void fill(int start, int end) {
        if (start - firstHoleStart <= 0 && end - firstHoleStart > 0) {
            firstHoleStart = end - firstHoleEnd < 0 ? end : firstHoleEnd;
        }
    }
}
