package dev.hangup.diagnosis;

import dev.hangup.Quantity;
import dev.hangup.kernel.ResetReason;
import dev.hangup.kernel.ResetRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a trace says of the RST that ended a connection.
 *
 * @param record its event; null when the kernel of its alleged sender sent none although it was traced
 * @param bits what that weighs between "the host sent it" and "something else did"
 * @param tornDown when the sender had torn the connection down before, as if by a RST of the other side; null if it had not
 * @param text for people
 */
public record Testimony(
        @Nullable ResetRecord record, double bits, @Nullable ResetRecord tornDown, String text) {
    /** The kernel told of it, under its 4-tuple. */
    private static final double BY_TUPLE_BITS = 7;
    /** The kernel told of one at that time, on behalf of the listener. */
    private static final double BY_TIME_BITS = 5;

    static Testimony said(ResetRecord record, String file) {
        return new Testimony(record, BY_TUPLE_BITS, null, words(record, file));
    }

    static Testimony saidAfter(ResetRecord tornDown, ResetRecord record, String file) {
        String before =
                ", after it had torn down the connection with " + tornDown.remote() + ", line " + tornDown.line();
        return new Testimony(record, BY_TUPLE_BITS, tornDown, words(record, file) + before);
    }

    /** One of some events that do not name the connection; with one reason it does not matter which. */
    static Testimony saidOfListener(ResetRecord record, String file, int reasons, long windowNanos) {
        String join = " (joined by time and port, within " + Quantity.duration(windowNanos)
                + (reasons > 1 ? ": one of " + Quantity.count(reasons, "reason") : "") + ")";
        return new Testimony(record, BY_TIME_BITS / reasons, null, words(record, file) + join);
    }

    static Testimony denied(double bits, String text) {
        return new Testimony(null, bits, null, text);
    }

    private static String words(ResetRecord record, String file) {
        ResetReason reason = record.reason();
        String host = record.isOfListener() ? "" : " of " + record.local().address();
        String says = reason == null
                ? "it sent this RST, without a reason"
                : reason.name() + " (" + reason.words() + (reason.isObserved() ? "" : "; not seen in a lab yet") + ")";
        return "the kernel" + host + " says: " + says + ", " + file + " line " + record.line();
    }

    /** Whether the kernel says that it sent the RST. */
    public boolean isConfession() {
        return record != null;
    }

    /** Why the kernel says that it sent it; null when it did not, or gives no reason. */
    public @Nullable ResetReason reason() {
        return record == null ? null : record.reason();
    }
}
