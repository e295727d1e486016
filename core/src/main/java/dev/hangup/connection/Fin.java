package dev.hangup.connection;

import dev.hangup.capture.Segment;

/** The first FIN of a side. It is written anew for the next connection that its side is used for. */
final class Fin {
    /** That of a side which sent none yet. */
    static final Fin NONE = new Fin();

    int sequence;
    int acknowledgment;
    long nanos;
    long frame;

    /** @param number of the FIN itself, behind the payload of its segment */
    void set(int number, Segment segment) {
        sequence = number;
        acknowledgment = segment.acknowledgment;
        nanos = segment.timeNanos;
        frame = segment.frame;
    }
}
