package dev.hangup.provoke;

import dev.hangup.measurement.GapRange;
import dev.hangup.probe.Forecast;
import dev.hangup.probe.Terms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the race between a request and the close of its connection is to be provoked.
 *
 * @param terms whom to ask, and how
 * @param samples how many connections only listen, to measure the idle timeout
 * @param listenNanos how long they do
 * @param attempts how many requests are aimed
 * @param marginNanos how far beyond the measured closes, on both sides
 * @param gaps what to aim at whatever is measured; null: at the measured closes
 * @param looks whether the client looks for a FIN before it sends
 * @param captures whether to capture the own connections, where that can be done
 */
public record Race(
        Terms terms,
        int samples,
        long listenNanos,
        int attempts,
        long marginNanos,
        @Nullable GapRange gaps,
        boolean looks,
        boolean captures) {
    /** What it will do, in exact numbers. */
    public Forecast forecast() {
        return new Forecast(List.of(
                new Forecast.Step("one request each, then only listening", samples, samples, ""),
                new Forecast.Step(
                        "one request each, then one at the close",
                        attempts,
                        2 * attempts,
                        gaps == null ? "if listening shows a close" : "")));
    }
}
