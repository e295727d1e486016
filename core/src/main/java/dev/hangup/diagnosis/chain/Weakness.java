package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import java.util.List;

/**
 * Something in a chain that will hurt.
 *
 * @param rule the rule that found it
 * @param severity how much it matters
 * @param message what is wrong, with the numbers
 * @param hop between whom, for people
 * @param ends the ends that it is about, the one to change first
 * @param limits the numbers that were compared, in the order of the message
 * @param remedies what to change, the best first
 */
public record Weakness(
        String rule,
        Severity severity,
        String message,
        String hop,
        List<HopEnd> ends,
        List<Limit> limits,
        List<Remedy> remedies) {
    public Weakness {
        ends = List.copyOf(ends);
        limits = List.copyOf(limits);
        remedies = List.copyOf(remedies);
    }
}
