package dev.hangup.connection;

/** What one side had to send again, and what never arrived. Most connections need none. */
final class Loss {
    int retransmissions;
    int spuriousRetransmissions;
    /** Retransmissions since the other side last acknowledged something new. */
    int retransmissionsInVain;

    int largestRetransmitted;
    /** The sequence number of the last segment that was sent again, and how often running. */
    int repeatedSequence;

    int repeatedRunning;
    int zeroWindows;
    /** Whether the other side acknowledged something that was not captured. */
    boolean unseen;
    /** Whether the last such stretch was a single number, as a FIN takes. */
    boolean unseenNumber;
    /** One past that stretch. */
    int unseenEnd;
    /** Whether it sent payload behind its FIN, which the other side had acknowledged. */
    boolean payloadBehindFin;

    int probesInVain;
    long firstProbeNanos;
    /** The last stretch of sequence space that was skipped over, to tell late segments from repeated ones. */
    int holeStart;

    int holeEnd;
    /** The first stretch that was skipped over and is not filled yet: acknowledgments stand still at it. */
    int firstHoleStart;

    int firstHoleEnd;
    /** Whether a bare acknowledgment of either side showed it. */
    boolean firstHoleConfirmed;

    /** The segment at {@code sequence} was sent again. */
    void repeat(int sequence) {
        repeatedRunning = sequence == repeatedSequence ? repeatedRunning + 1 : 1;
        repeatedSequence = sequence;
    }

    /** Sequence numbers from {@code start} to {@code end} were skipped over; {@code acknowledged} is what has arrived. */
    void skip(int start, int end, int acknowledged) {
        holeStart = start;
        holeEnd = end;
        boolean isOpen = firstHoleStart != firstHoleEnd && acknowledged - firstHoleStart <= 0;
        if (!isOpen) {
            firstHoleStart = start;
            firstHoleEnd = end;
            firstHoleConfirmed = false;
        }
    }

    /** The other side acknowledged {@code number} once more (a duplicate acknowledgment, RFC 5681 section 2). */
    void repeatAcknowledgment(int number) {
        firstHoleConfirmed |= firstHoleStart != firstHoleEnd && number == firstHoleStart;
    }

    /** A segment from {@code start} to {@code end} was captured. */
    void fill(int start, int end) {
        if (start - firstHoleStart <= 0 && end - firstHoleStart > 0) {
            firstHoleStart = end - firstHoleEnd < 0 ? end : firstHoleEnd;
        }
    }
}
