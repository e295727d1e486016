package dev.hangup.measurement;

import dev.hangup.Quantity;
import dev.hangup.measurement.ServerBeside.Descriptors;
import dev.hangup.measurement.ServerBeside.Queue;
import dev.hangup.measurement.ServerBeside.TurnedAway;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What follows from a {@link Load}, and no more than that. */
public final class LoadFindings {
    /** What somebody could take for a latency of the server. */
    private static final long LATE_NANOS = 10_000_000L;

    private LoadFindings() {}

    /** Sentences, the most useful first; at least one. */
    public static List<String> of(Load load) {
        List<String> findings = new ArrayList<>();
        findings.add(beginning(load));
        races(load, findings);
        for (LoadStep step : load.steps()) {
            ServerBeside server = step.server();
            if (server != null) {
                queue(step, server, findings);
                descriptors(step, server, findings);
            }
        }
        if (load.lagNanos() > LATE_NANOS) {
            findings.add("This machine was late for requests by up to " + Quantity.duration(load.lagNanos())
                    + ": a latency of that size may be none of the server's.");
        }
        return findings;
    }

    private static String beginning(Load load) {
        return load.steps().stream()
                .filter(step -> step.tally().failures() > 0)
                .findFirst()
                .map(step -> "The first rate at which requests failed is " + rate(step) + ": "
                        + Quantity.count(step.tally().failures()) + " of "
                        + Quantity.count(step.tally().requests()) + " did.")
                .orElseGet(() -> "None of " + Quantity.count(load.requests(), "request") + " failed.");
    }

    /** A close meets a request only on a connection that was idle: if new ones are lost as well, something else does it. */
    private static void races(Load load, List<String> findings) {
        List<LoadGap> lossy = load.gaps().stream()
                .filter(gap -> gap.tally().count(Outcome::isLoss) > 0)
                .toList();
        List<LoadGap> closing =
                load.gaps().stream().filter(gap -> gap.closed() > 0).toList();
        if (lossy.isEmpty() || load.unpooled().count(Outcome::isLoss) > 0) {
            return;
        }
        long lost = sum(lossy, gap -> gap.tally().count(Outcome::isLoss));
        String text = "Connections that had been idle for " + span(lossy) + " lost " + Quantity.count(lost, "request")
                + " by a RST or an EOF, new ones none";
        if (closing.isEmpty()) {
            findings.add(text + ".");
        } else {
            findings.add(text + "; the server ended " + Quantity.count(sum(closing, LoadGap::closed), "connection")
                    + " that had been idle for " + span(closing)
                    + ". That is what a request that meets the close of its connection looks like; without --load the same"
                    + " command aims at it.");
        }
    }

    private static long sum(List<LoadGap> gaps, ToLongFunction<LoadGap> count) {
        return gaps.stream().mapToLong(count).sum();
    }

    private static String span(List<LoadGap> gaps) {
        return Quantity.duration(gaps.get(0).fromNanos()) + " to "
                + Quantity.duration(gaps.get(gaps.size() - 1).toNanos());
    }

    private static void queue(LoadStep step, ServerBeside server, List<String> findings) {
        Queue queue = server.queue();
        TurnedAway away = server.turnedAway();
        boolean full = queue != null && queue.isFull();
        if (!full && (away == null || away.overflows() == 0)) {
            return;
        }
        String seen = queue == null
                ? "The accept queue could not be seen"
                : "The accept queue " + (full ? "was full" : "was not seen full") + " (" + Quantity.count(queue.most())
                        + " at a limit of " + Quantity.count(queue.limit()) + ")";
        String turned = away == null
                ? ""
                : "; at the listeners of this machine the kernel turned away "
                        + Quantity.count(away.overflows(), "SYN or ACK") + " for a full queue";
        findings.add(seen + " at " + rate(step) + turned + ".");
    }

    private static void descriptors(LoadStep step, ServerBeside server, List<String> findings) {
        Descriptors descriptors = server.descriptors();
        if (descriptors != null && descriptors.areExhausted()) {
            findings.add("The server had " + Quantity.count(descriptors.most()) + " of "
                    + Quantity.count(descriptors.limit()) + " descriptors open at " + rate(step)
                    + ": it can accept nobody more.");
        }
    }

    private static String rate(LoadStep step) {
        return LoadStep.text(step.perSecond()) + " a second";
    }
}
