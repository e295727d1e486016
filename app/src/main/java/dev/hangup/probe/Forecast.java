package dev.hangup.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * What a plan will do, in exact numbers, before anything is done.
 *
 * @param steps in their order
 */
public record Forecast(List<Step> steps) {
    /**
     * A part of the plan, at all addresses together.
     *
     * @param what in plain words
     * @param connections how many it opens
     * @param requests how many it makes
     * @param condition when it is done at all; empty if always
     */
    public record Step(String what, int connections, int requests, String condition) {}

    /** Copies the list. */
    public Forecast {
        steps = List.copyOf(steps);
    }

    /** What {@code plan} does to so many addresses; a part of it only when what came before calls for it. */
    public static Forecast of(Plan plan, int addresses) {
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("one request each, then only listening", plan.samples(), plan.samples(), ""));
        steps.add(new Step("a request after the endpoint's FIN, on one of these", 0, 1, "if there is a FIN"));
        return new Forecast(steps.stream()
                .map(step ->
                        new Step(step.what, step.connections * addresses, step.requests * addresses, step.condition))
                .toList());
    }

    /** The most connections that all steps open. */
    public int connections() {
        return steps.stream().mapToInt(Step::connections).sum();
    }

    /** The most requests that all steps make. */
    public int requests() {
        return steps.stream().mapToInt(Step::requests).sum();
    }
}
