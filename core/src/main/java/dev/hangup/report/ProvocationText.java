package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.comparison.Proportion;
import dev.hangup.measurement.Advice;
import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Prediction;
import dev.hangup.measurement.Provocation;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was provoked, for people. */
public final class ProvocationText {
    private static final int INDENT = 4;
    private static final int LABEL = 16;
    /** Closes that are further apart than so many round trips are of a server that looks for idle connections now and then. */
    private static final int WIDE = 20;

    private static final long LEAST_WIDE_NANOS = 100_000_000L;

    /** After no hit: so many times as many attempts bound the share by so much less. */
    private static final int MORE = 5;

    private final Page page;

    /** Writes to {@code out} in lines of at most {@code width} characters. */
    public ProvocationText(PrintStream out, boolean colour, int width) {
        page = new Page(out, colour, width);
    }

    /** Writes all of it. */
    public void write(Provocation provocation) {
        MeasurementText.head(
                page,
                "provoked",
                provocation.target(),
                provocation.startNanos(),
                provocation.tookNanos(),
                provocation.connections(),
                provocation.requests(),
                provocation.stopped());
        page.blank();
        page.line(new Page.Span(provocation.endpoint().toString(), Page.Style.BOLD));
        if (!provocation.trouble().isEmpty()) {
            page.labelled(INDENT, LABEL, "trouble", provocation.trouble(), Page.Style.ALARM);
        }
        provocation.roundTrip().ifPresent(roundTrip -> fact("round trip", roundTrip.text() + ", by connecting"));
        provocation.answerTime().ifPresent(answers -> fact("answers took", answers.text()));
        idle(provocation);
        GapRange gaps = provocation.gaps();
        if (gaps != null && !provocation.aimed().isEmpty()) {
            aimed(provocation, gaps);
        }
    }

    private void aimed(Provocation provocation, GapRange gaps) {
        fact(
                "aimed at",
                "idle gaps of " + seconds(gaps.fromNanos()) + "-" + seconds(gaps.toNanos())
                        + " s, evenly, by a client that "
                        + (provocation.looks() ? "looks for a FIN before it sends" : "sends without a look for a FIN"));
        page.section("Failures by idle gap");
        new GapHistogram(gaps, provocation.aimed()).print(page);
        page.section("Observed and predicted");
        observed(provocation, gaps);
        Prediction.of(provocation).ifPresent(prediction -> predicted(provocation, prediction));
        scenarios(provocation);
        advice(provocation, gaps);
    }

    private void idle(Provocation provocation) {
        Listening idle = provocation.idle();
        if (idle == null) {
            return;
        }
        fact("idle timeout", MeasurementText.listening(idle));
        long roundTrip = provocation.roundTrip().map(span -> span.minNanos()).orElse(0L);
        idle.timeout().ifPresent(timeout -> {
            long spread = timeout.maxNanos() - timeout.minNanos();
            if (spread > Math.max(LEAST_WIDE_NANOS, WIDE * roundTrip)) {
                fact(
                        "",
                        "the closes are " + Quantity.duration(spread) + " apart, as of a server that looks for idle"
                                + " connections now and then: all of that was aimed at, and the fewer requests meet a"
                                + " close");
            }
        });
    }

    private void observed(Provocation provocation, GapRange gaps) {
        Proportion hits = new Proportion(provocation.hits(), provocation.aimed().size());
        fact(
                "observed",
                hits.events() + " of " + Quantity.count(hits.trials()) + " aimed requests met the close: "
                        + percent(hits.share()) + " (95 %: " + percent(hits.lower(Proportion.CONFIDENCE)) + " to "
                        + percent(hits.upper(Proportion.CONFIDENCE)) + "); "
                        + provocation.count(Reaction.RESET) + " RST, " + provocation.count(Reaction.CLOSED)
                        + " EOF");
        if (hits.events() == 0 && hits.trials() < Provocation.MOST_ATTEMPTS) {
            int more = Math.min(
                    Provocation.MOST_ATTEMPTS, MORE * provocation.aimed().size());
            fact("", "more attempts say more: " + repeated(gaps, more));
        }
        int silence = provocation.count(Reaction.SILENCE);
        if (silence > 0) {
            fact("", Quantity.count(silence, "request") + " met silence, which no close explains");
        }
    }

    private void predicted(Provocation provocation, Prediction prediction) {
        fact(
                "predicted",
                prediction.most() > 0
                        ? percent(prediction.least()) + " to " + percent(prediction.most()) + ", from "
                                + Quantity.count(prediction.samples(), "idle connection")
                                + " that only listened: what is sent "
                                + (provocation.looks() ? "" : "after the FIN arrives, or ")
                                + "less than a round trip (at most: an answer's time) before the FIN arrives"
                        : "none: of " + Quantity.count(prediction.samples(), "idle connection")
                                + " that only listened, none was ended where it was aimed at");
        fact(
                "",
                Agreement.of(provocation, prediction)
                        ? "the observed share agrees with it (exact binomial, 99.9 %)"
                        : "the observed share does not agree with it (exact binomial, 99.9 %): the idle timeout has changed"
                                + " meanwhile, or more than this race is at work");
    }

    private void scenarios(Provocation provocation) {
        if (!provocation.unseen().isEmpty()) {
            fact("what they were", "not told apart beyond RST and EOF: " + provocation.unseen());
            return;
        }
        Map<String, Long> byScenario = provocation.aimed().stream()
                .filter(Aimed::isHit)
                .collect(Collectors.groupingBy(one -> named(one.scenario()), TreeMap::new, Collectors.counting()));
        if (!byScenario.isEmpty()) {
            fact(
                    "what they were",
                    byScenario.entrySet().stream()
                                    .map(scenario -> scenario.getValue() + " " + scenario.getKey())
                                    .collect(Collectors.joining("; "))
                            + " (from the own capture)");
        }
    }

    private static String named(@Nullable String scenario) {
        String name = scenario == null ? "" : scenario;
        return switch (name) {
            case "rst-no-fin" -> "rst-no-fin: the endpoint reset it unread, before any FIN";
            case "fin-cross" -> "fin-cross: request and FIN crossed on the way";
            case "fin-ignored" -> "fin-ignored: the FIN had arrived before the request";
            case "" -> "not judged";
            default -> name;
        };
    }

    private void advice(Provocation provocation, GapRange gaps) {
        MeasurementText.advice(page, Advice.of(provocation));
        if (provocation.hits() > 0) {
            page.hanging(
                    Page.plain(" ".repeat(INDENT) + "* "),
                    "Then the same again, to see that it is gone: "
                            + repeated(gaps, provocation.aimed().size()),
                    Page.Style.PLAIN);
        }
    }

    /** What makes {@code hangup provoke} aim at the same gaps again. */
    private static String repeated(GapRange gaps, int attempts) {
        return "--gaps " + seconds(gaps.fromNanos()) + "-" + seconds(gaps.toNanos()) + " --attempts " + attempts;
    }

    private void fact(String label, String text) {
        page.labelled(INDENT, LABEL, label, text);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.4f", nanos / 1e9);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, share < 0.1 ? "%.2f %%" : "%.1f %%", 100 * share);
    }
}
