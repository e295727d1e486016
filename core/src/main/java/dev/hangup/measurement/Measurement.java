package dev.hangup.measurement;

import java.util.List;

/**
 * An endpoint as measured over sockets of our own.
 *
 * @param target what was measured, as a URL without its query
 * @param startNanos when the measuring began, in nanoseconds since 1970
 * @param tookNanos how long it took
 * @param connections how many connections it opened
 * @param requests how many requests it made
 * @param instances one for each address of the target
 * @param stopped why it ended before its time, in plain words; empty if it did not
 */
public record Measurement(
        String target,
        long startNanos,
        long tookNanos,
        int connections,
        int requests,
        List<Instance> instances,
        String stopped) {
    /** Copies the list. */
    public Measurement {
        instances = List.copyOf(instances);
    }
}
