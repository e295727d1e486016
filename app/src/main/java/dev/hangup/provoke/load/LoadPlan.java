package dev.hangup.provoke.load;

import dev.hangup.measurement.Load;
import dev.hangup.probe.Target;
import java.util.List;

/**
 * What is to be done.
 *
 * @param target whose
 * @param method of every request
 * @param rates of the steps, in requests a second
 * @param stepNanos how long each step takes, in nanoseconds
 * @param arrivals how requests arrive, and what they find
 */
public record LoadPlan(Target target, String method, List<Double> rates, long stepNanos, Load.Arrivals arrivals) {
    /** Copies the list. */
    public LoadPlan {
        rates = List.copyOf(rates);
    }
}
