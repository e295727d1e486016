package dev.hangup.measurement;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What silence showed: connections that made one request and then only listened.
 *
 * @param protocol what was spoken, such as {@code HTTP/1.1}
 * @param closes the connections that the endpoint ended
 * @param open how long the others stayed open before the listener gave up; null if there are none
 */
public record Listening(
        String protocol, List<Close> closes, @Nullable Interval open) {
    /**
     * An idle connection that the endpoint ended.
     *
     * @param idleNanos from the last byte of the answer to the first word of the end, both as they arrived
     * @param manner how it was ended
     */
    public record Close(long idleNanos, Manner manner) {}

    /** Copies the list. */
    public Listening {
        closes = List.copyOf(closes);
    }

    /** The idle timeout; empty when no connection was ended. */
    public Optional<Interval> timeout() {
        return closes.isEmpty()
                ? Optional.empty()
                : Optional.of(Interval.of(closes.stream().map(Close::idleNanos).toList()));
    }

    /** The different ways of the ends. */
    public List<Manner> manners() {
        return closes.stream().map(Close::manner).distinct().toList();
    }
}
