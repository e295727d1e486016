package dev.hangup.probe;

import dev.hangup.probe.Plan.Part;
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
        steps.add(new Step("a word after the endpoint's FIN, on one of these", 0, 1, "if it ends with a FIN"));
        if (plan.has(Part.VERSIONS)) {
            steps.add(new Step("HTTP/1.0 and HTTP/2, a request each", 2, 2, ""));
        }
        if (plan.maxRequests() > 0) {
            steps.add(new Step("request after request on one connection", 1, plan.maxRequests(), "or fewer"));
        }
        if (plan.headerTimeout()) {
            steps.add(new Step("half a request", 1, 1, ""));
        }
        if (plan.has(Part.LATE)) {
            int gaps = Gaps.first(plan.waitNanos()).size();
            steps.add(new Step("late requests, after graded gaps", gaps, 2 * gaps, "if listening shows no end"));
            int cuts = Gaps.ROUNDS * Gaps.CUTS;
            steps.add(new Step("more of them, inside the bracket", cuts, 2 * cuts, "if one is lost"));
            if (plan.has(Part.VERSIONS)) {
                steps.add(new Step(
                        "both over HTTP/2", gaps + cuts, 2 * (gaps + cuts), "if it is spoken, and shows no end"));
            }
        }
        if (plan.has(Part.PATH)) {
            steps.add(new Step("late requests of rising TTL", plan.hops(), 2 * plan.hops(), "if one is reset"));
        }
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
