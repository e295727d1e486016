package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.measurement.Latency;
import dev.hangup.measurement.Load;
import dev.hangup.measurement.LoadFindings;
import dev.hangup.measurement.LoadGap;
import dev.hangup.measurement.LoadStep;
import dev.hangup.measurement.Outcome;
import dev.hangup.measurement.Outcomes;
import dev.hangup.measurement.ServerBeside;
import dev.hangup.measurement.ServerBeside.Descriptors;
import dev.hangup.measurement.ServerBeside.Queue;
import dev.hangup.measurement.ServerBeside.TurnedAway;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an endpoint did under load, for people. */
public final class LoadText {
    private static final int INDENT = 4;
    private static final int LABEL = 16;
    private static final long SECOND = 1_000_000_000L;
    private static final String NONE = "-";
    /** The tables have room for all columns, with their names in full, on a page that is as wide as this. */
    private static final int ROOMY = 80;

    private final Page page;
    private final boolean roomy;

    /** Writes to {@code out} in lines of at most {@code width} characters. */
    public LoadText(PrintStream out, boolean colour, int width) {
        page = new Page(out, colour, width);
        roomy = page.width() >= ROOMY;
    }

    /** Writes all of it. */
    public void write(Load load) {
        page.hanging(
                new Page.Span(load.target() + "  ", Page.Style.BOLD),
                "    ",
                "loaded at " + load.endpoint() + " "
                        + Instant.ofEpochSecond(load.startNanos() / SECOND).truncatedTo(ChronoUnit.SECONDS) + " for "
                        + Quantity.duration(load.tookNanos()) + " by " + Quantity.count(load.requests(), "request")
                        + " on " + Quantity.count(load.connections(), "connection"),
                Page.Style.PLAIN);
        if (!load.stopped().isEmpty()) {
            page.hanging(new Page.Span("stopped early: ", Page.Style.ALARM), load.stopped(), Page.Style.PLAIN);
        }
        page.labelled(
                INDENT,
                LABEL,
                "arrivals",
                "at random (Poisson), seed " + load.arrivals().seed() + "; they wait for no answer");
        page.labelled(INDENT, LABEL, "pool", pool(load.arrivals()));
        page.labelled(
                INDENT,
                LABEL,
                "this client",
                "late by " + Quantity.duration(load.lagNanos()) + " at worst: that much of a latency may be its own");
        if (!load.trouble().isEmpty()) {
            page.labelled(INDENT, LABEL, "otherwise", "first: " + load.trouble());
        }
        requests(load);
        if (load.steps().stream().anyMatch(step -> step.outcomes().sinceDue() != null)) {
            latencies(load);
        }
        gaps(load);
        beside(load);
        findings(load);
    }

    private static String pool(Load.Arrivals arrivals) {
        return "at most " + Quantity.count(arrivals.poolSize(), "connection") + ", the one used last first; "
                + (arrivals.poolIdleNanos() == 0
                        ? "idle ones are kept for as long as the server keeps them"
                        : "idle ones are closed after " + Quantity.duration(arrivals.poolIdleNanos()))
                + (arrivals.looks() ? "" : "; whether the server closed them is not looked at");
    }

    private void requests(Load load) {
        page.section("Requests");
        Table table = roomy
                ? new Table(">wanted/s", ">due/s", ">answered/s", ">requests", ">new", ">reused", "failures")
                : new Table(">rate/s", ">ans./s", ">requests", ">new", ">reused", "failures");
        for (LoadStep step : load.steps()) {
            List<String> cells = new ArrayList<>();
            cells.add(LoadStep.text(step.perSecond()));
            if (roomy) {
                cells.add(LoadStep.text(step.duePerSecond()));
            }
            cells.add(LoadStep.text(step.answeredPerSecond()));
            cells.add(Quantity.count(step.outcomes().requests()));
            cells.add(Quantity.count(step.opened()));
            cells.add(Quantity.count(step.reused()));
            cells.add(failures(step.outcomes()));
            table.row(cells.toArray(new String[0]));
        }
        table.print(page, INDENT);
    }

    /** Two rows for each rate: since the requests were due, and since they were sent. */
    private void latencies(Load load) {
        page.section("Latency", roomy ? "" : "since due, and below since sent");
        Table table = roomy
                ? new Table(">wanted/s", ">p50", ">p90", ">p99", ">p99.9", ">slowest", "")
                : new Table(">rate/s", ">p50", ">p90", ">p99", ">p99.9", "slowest");
        for (LoadStep step : load.steps()) {
            latency(table, LoadStep.text(step.perSecond()), step.outcomes().sinceDue(), "since it was due");
            latency(table, roomy ? "" : "sent", step.outcomes().sinceSent(), "since it was sent");
        }
        table.print(page, INDENT);
    }

    private void latency(Table table, String head, @Nullable Latency latency, String tail) {
        if (latency != null) {
            List<String> cells = new ArrayList<>();
            cells.add(head);
            for (int i = 0; i < Latency.SHARES.size(); i++) {
                cells.add(quantile(latency, i));
            }
            cells.add(Quantity.duration(latency.maxNanos()));
            if (roomy) {
                cells.add(tail);
            }
            table.row(cells.toArray(new String[0]));
        }
    }

    private static String quantile(@Nullable Latency latency, int share) {
        return latency == null
                ? NONE
                : latency.nanos(Latency.SHARES.get(share))
                        .map(Quantity::duration)
                        .orElse(NONE);
    }

    private void gaps(Load load) {
        page.section("By the idle gap of the connection");
        Table table = roomy
                ? new Table("gap", ">requests", ">p50", ">p99", ">closed idle", "failures")
                : new Table("gap", ">asked", ">p50", ">closed", "failures");
        gap(table, "new connection", load.unpooled(), NONE);
        for (LoadGap gap : load.gaps()) {
            gap(table, span(gap), gap.outcomes(), Quantity.count(gap.closed()));
        }
        table.print(page, INDENT);
    }

    private String span(LoadGap gap) {
        return gap.fromNanos() == 0
                ? "below " + Quantity.duration(gap.toNanos())
                : Quantity.duration(gap.fromNanos()) + (roomy ? " to " : "-") + Quantity.duration(gap.toNanos());
    }

    private void gap(Table table, String label, Outcomes outcomes, String closed) {
        List<String> cells = new ArrayList<>();
        cells.add(label);
        cells.add(Quantity.count(outcomes.requests()));
        cells.add(quantile(outcomes.sinceDue(), 0));
        if (roomy) {
            cells.add(quantile(outcomes.sinceDue(), 2));
        }
        cells.add(closed);
        cells.add(failures(outcomes));
        table.row(cells.toArray(new String[0]));
    }

    private static String failures(Outcomes outcomes) {
        return outcomes.counts().entrySet().stream()
                .filter(entry -> entry.getKey() != Outcome.ANSWERED)
                .map(entry ->
                        Quantity.count(entry.getValue()) + " " + entry.getKey().text())
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), text -> text.isEmpty() ? NONE : text));
    }

    private void beside(Load load) {
        if (load.steps().stream().noneMatch(LoadText::isServerSeen)) {
            page.section("The server beside it", "not seen, as " + load.besides());
            return;
        }
        page.section("The server beside it", load.besides());
        Table table = roomy
                ? new Table(">wanted/s", ">queue", ">of", ">overflows", ">drops", ">descriptors", "of")
                : new Table(">rate/s", ">queue", ">of", ">overfl.", ">drops", ">files", "of");
        for (LoadStep step : load.steps()) {
            ServerBeside server = step.server();
            if (server != null && isServerSeen(step)) {
                Queue queue = server.queue();
                TurnedAway away = server.turnedAway();
                Descriptors descriptors = server.descriptors();
                table.row(
                        LoadStep.text(step.perSecond()),
                        queue == null ? NONE : Quantity.count(queue.most()),
                        queue == null ? NONE : Quantity.count(queue.limit()),
                        away == null ? NONE : Quantity.count(away.overflows()),
                        away == null ? NONE : Quantity.count(away.drops()),
                        descriptors == null ? NONE : Quantity.count(descriptors.most()),
                        descriptors == null
                                ? NONE
                                : descriptors.limit() < 0 ? "any number" : Quantity.count(descriptors.limit()));
            }
        }
        table.print(page, INDENT);
    }

    private static boolean isServerSeen(LoadStep step) {
        ServerBeside server = step.server();
        return server != null && (server.queue() != null || server.descriptors() != null);
    }

    private void findings(Load load) {
        page.section("What it shows");
        for (String sentence : LoadFindings.of(load)) {
            page.hanging(Page.plain(" ".repeat(INDENT) + "* "), sentence, Page.Style.PLAIN);
        }
    }
}
