package dev.hangup.probe;

import dev.hangup.measurement.LateRequest.Reaction;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param answer null if there was none
 * @param end what came instead of an answer; {@link Line.Event#DATA} if one came
 */
public record Heard(@Nullable Answer answer, Line.Event end) {
    /** The same in the terms of a measurement. */
    public Reaction reaction() {
        return switch (end) {
            case DATA -> Reaction.ANSWERED;
            case RST -> Reaction.RESET;
            case FIN, CLOSE_NOTIFY -> Reaction.CLOSED;
            case NOTHING -> Reaction.SILENCE;
        };
    }

    /** Instead of an answer, in plain words. */
    public String otherwise() {
        return switch (end) {
            case DATA -> "an answer";
            case RST -> "a RST";
            case FIN -> "a FIN";
            case CLOSE_NOTIFY -> "a close_notify";
            case NOTHING -> "no answer";
        };
    }
}
