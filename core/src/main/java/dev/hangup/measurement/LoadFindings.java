package dev.hangup.measurement;

import dev.hangup.Quantity;
import dev.hangup.measurement.ServerBeside.Descriptors;
import dev.hangup.measurement.ServerBeside.Queue;
import dev.hangup.measurement.ServerBeside.TurnedAway;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What follows from a {@link Load}, and no more than that. */
public final class LoadFindings {
    /** What somebody could take for a latency of the server. */
    private static final long LATE_NANOS = 10_000_000L;

    private LoadFindings() {}

    /** Sentences, the most useful first; at least one. */
    public static List<String> of(Load load) {
        List<String> findings = new ArrayList<>();
        if (!load.stopped().isEmpty()) {
            LoadStep last = load.steps().get(load.steps().size() - 1);
            findings.add("The load was stopped at " + rate(last) + ", before its time: " + load.stopped() + ".");
        }
        findings.add(beginning(load));
        races(load, findings);
        load.steps().stream().flatMap(step -> queue(step).stream()).findFirst().ifPresent(findings::add);
        load.steps().stream()
                .flatMap(step -> descriptors(step).stream())
                .findFirst()
                .ifPresent(findings::add);
        if (load.lagNanos() > LATE_NANOS) {
            findings.add("This machine was late for requests by up to " + Quantity.duration(load.lagNanos())
                    + ": a latency of that size may be none of the server's.");
        }
        return findings;
    }

    private static String beginning(Load load) {
        return load.steps().stream()
                .filter(step -> step.outcomes().failures() > 0)
                .findFirst()
                .map(step -> "The first rate at which requests failed is " + rate(step) + ": "
                        + Quantity.count(step.outcomes().failures()) + " of "
                        + Quantity.count(step.outcomes().requests()) + " did.")
                .orElseGet(() -> "None of " + Quantity.count(load.requests(), "request") + " failed.");
    }

    /** A close meets a request only on a connection that was idle: if new ones are lost as well, something else does it. */
    private static void races(Load load, List<String> findings) {
        List<LoadGap> lossy = load.gaps().stream()
                .filter(gap -> gap.outcomes().count(Outcome::isLoss) > 0)
                .toList();
        List<LoadGap> closing =
                load.gaps().stream().filter(gap -> gap.closed() > 0).toList();
        if (lossy.isEmpty() || load.unpooled().count(Outcome::isLoss) > 0) {
            return;
        }
        long lost = sum(lossy, gap -> gap.outcomes().count(Outcome::isLoss));
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

    private static Optional<String> queue(LoadStep step) {
        ServerBeside server = step.server();
        Queue queue = server == null ? null : server.queue();
        if (server == null || queue == null || !queue.isFull()) {
            return Optional.empty();
        }
        TurnedAway away = server.turnedAway();
        return Optional.of("The accept queue was full, first at " + rate(step) + ": " + Quantity.count(queue.most())
                + " connections at a limit of " + Quantity.count(queue.limit())
                + (away == null || away.overflows() == 0
                        ? "."
                        : ", and the kernel turned away a SYN or an ACK " + Quantity.count(away.overflows(), "time")
                                + ", at this or another listener of the machine."));
    }

    private static Optional<String> descriptors(LoadStep step) {
        Descriptors descriptors = step.server() == null ? null : step.server().descriptors();
        return descriptors == null || !descriptors.areExhausted()
                ? Optional.empty()
                : Optional.of("The server had " + Quantity.count(descriptors.most()) + " of "
                        + Quantity.count(descriptors.limit()) + " descriptors open, first at " + rate(step)
                        + ": it could accept nobody more.");
    }

    private static String rate(LoadStep step) {
        return LoadStep.text(step.perSecond()) + " a second";
    }
}
