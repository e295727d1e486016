package dev.hangup.diagnosis.chain;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Setting.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    /** Where to look: the settings that were compared, else the ends themselves; the first is the one to change. */
    public List<Place> places() {
        Set<Place> places = new LinkedHashSet<>();
        for (Limit limit : limits) {
            if (limit.setting() != null) {
                places.add(limit.setting().place());
            }
        }
        ends.forEach(end -> places.add(end.place()));
        return List.copyOf(places);
    }
}
