package dev.hangup.lab;

import dev.hangup.lab.Plan.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** How the connections of one run went, and what the scenario says is true of those that failed. */
final class Truths {
    private final List<Rule> rules = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private final Map<String, Truth> ofOthers = new LinkedHashMap<>();
    private boolean expectsVictims = true;

    private record Rule(Predicate<Result> of, Truth truth) {}

    /** The victims that were hurt and for which {@code of} holds failed for this reason; the first rule that fits counts. */
    void add(Predicate<Result> of, Truth truth) {
        rules.add(new Rule(of, truth));
    }

    /** The connection that {@code opener} opened failed for this reason. */
    void add(String opener, Truth truth) {
        ofOthers.put(opener, truth);
    }

    /** Connections that are over. */
    void add(List<Result> more) {
        results.addAll(more);
    }

    void nobodyIsHurt() {
        expectsVictims = false;
    }

    /**
     * Looks whether what should fail did, and nothing else: only such a run counts.
     *
     * @throws LabException when it went otherwise
     */
    void check() {
        List<String> surprises = new ArrayList<>();
        Set<String> openers = new HashSet<>();
        for (Result result : results) {
            if (result.isLocalKnown() && !openers.add(result.local())) {
                surprises.add(result.local() + " opened two connections, of which one might be taken for the other");
            }
            if (result.role().equals(Plan.HEALTHY) && !result.isOk()) {
                surprises.add(result.local() + " ended with " + result.outcome() + " in step " + result.step()
                        + ", though nothing was done to it");
            }
            if (result.role().equals(Plan.VICTIM) && !result.isOk() && !explains(result)) {
                surprises.add(
                        result.local() + " ended with " + result.outcome() + ", which the scenario does not know");
            }
        }
        if (expectsVictims && byOpener().isEmpty()) {
            surprises.add("nobody was hurt");
        }
        if (!surprises.isEmpty()) {
            throw new LabException("it went otherwise than staged: " + String.join("; ", surprises));
        }
    }

    private boolean explains(Result result) {
        return rulesFor(result).findAny().isPresent();
    }

    private Stream<Truth> rulesFor(Result result) {
        return result.isOk() || !result.role().equals(Plan.VICTIM)
                ? Stream.empty()
                : rules.stream().filter(rule -> rule.of.test(result)).map(Rule::truth);
    }

    /** What is true of the connections that failed, by the endpoint that opened them: at a place, the first that holds there. */
    Map<String, List<Truth>> byOpener() {
        Map<String, List<Truth>> truths = new LinkedHashMap<>();
        for (Result result : results) {
            if (explains(result)) {
                truths.put(result.local(), rulesFor(result).toList());
            }
        }
        ofOthers.forEach((opener, truth) -> truths.put(opener, List.of(truth)));
        return truths;
    }
}
