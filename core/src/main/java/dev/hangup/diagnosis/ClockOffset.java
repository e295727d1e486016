package dev.hangup.diagnosis;

import dev.hangup.Quantity;

/**
 * By how much the clock of one capture is ahead of that of another, as packets captured by both tell: a packet arrives
 * after it was sent, in either direction, so that those of one direction bound the offset from above and those of the
 * other from below (the idea of RFC 5905 section 8, without anybody's cooperation).
 *
 * @param capture whose clock it is
 * @param nanos the middle of the bounds; positive when the clock is ahead
 * @param errorNanos half of what lies between the bounds
 * @param packets how many packets were compared
 */
public record ClockOffset(String capture, long nanos, long errorNanos, int packets) {
    /** For people, a clause without a full stop. */
    public String text() {
        return capture + " is " + Quantity.duration(Math.abs(nanos)) + (nanos < 0 ? " behind" : " ahead")
                + ", give or take " + Quantity.duration(errorNanos) + " (from "
                + Quantity.count(packets, "packet") + " that both captured)";
    }
}
