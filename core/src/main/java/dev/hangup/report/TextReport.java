package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The report for people, at a terminal, in a hurry: a summary, then the incidents, the costliest first, each with its
 * story in packets, the evidence for and against, and what to change. Prints no payload.
 */
public final class TextReport implements Consumer<Verdict> {
    private static final int MOST_LINES = 50;
    private static final int MOST_HEALTHY = 2000;

    private final Page page;
    private final boolean all;
    private final int top;
    private List<CountedBy> by = List.of();
    private String filter = "the filter";
    private final List<Verdict> healthy = new ArrayList<>();
    private long moreHealthy;

    /**
     * A report on {@code out}, which stays open.
     *
     * @param colour whether to use ANSI escapes
     * @param width how many characters a line may have
     * @param all whether to list the healthy connections too
     * @param top how many incidents to tell in full, the costliest first; the others get a line each
     */
    public TextReport(PrintStream out, boolean colour, int width, boolean all, int top) {
        this.page = new Page(out, colour, width);
        this.all = all;
        this.top = top;
    }

    /** Counts failures in logs by these; without them by time. */
    public void countBy(List<CountedBy> keys) {
        by = List.copyOf(keys);
    }

    /** Names what connections were asked for, as the user did, should none of them be. */
    public void nameFilter(String asked) {
        filter = asked;
    }

    /** Remembers the healthy connections, as far as there is room for them in a report that somebody reads. */
    @Override
    public void accept(Verdict verdict) {
        if (verdict.isFailure() || !all) {
            return;
        }
        if (healthy.size() < MOST_HEALTHY) {
            healthy.add(verdict);
        } else {
            moreHealthy++;
        }
    }

    /** Writes {@code report}; nothing when nothing could be explained. */
    public void write(Report report) {
        if (!report.captures().isEmpty()) {
            captures(report);
        }
        if (!report.isEmpty() && !report.configs().files().isEmpty()) {
            configs(report.configs());
        }
        if (!report.isEmpty()) {
            MeasurementText.list(page, report.measurements());
        }
        if (!report.logs().logs().isEmpty()) {
            if (!report.captures().isEmpty()) {
                page.blank();
            }
            LogText logs = new LogText(page, report.logs());
            logs.summary();
            logs.counts(by);
            logs.incidents(top);
            logs.chains();
        }
    }

    private void configs(ConfigFindings configs) {
        int weaknesses = configs.weaknesses().size();
        page.hanging(
                Page.dim(""),
                "configurations: " + String.join(", ", configs.files())
                        + (weaknesses == 0
                                ? ""
                                : ": " + weaknesses + (weaknesses == 1 ? " weakness" : " weaknesses")
                                        + ", which hangup lint shows"),
                Style.DIM);
        configs.chain().remarks().forEach(remark -> page.hanging(Page.dim("  "), remark, Style.DIM));
    }

    private void captures(Report report) {
        Sightings sightings =
                new Sightings(report.incidents(), report.captures().size());
        List<Sightings.Sighting> incidents = sightings.all();
        SummaryText summary = new SummaryText(page, report, sightings, filter);
        summary.write();
        List<Sightings.Sighting> told = incidents.subList(0, Math.min(top, incidents.size()));
        if (incidents.size() > 1 && !told.isEmpty()) {
            summary.overview(told);
        }
        told.forEach(sighting -> new IncidentText(page, sighting).write(incidents.size()));
        untold(incidents.subList(told.size(), incidents.size()));
        if (all) {
            HealthyText.write(page, report, healthy);
            if (moreHealthy > 0) {
                page.line(Page.dim("  ... and " + Quantity.count(moreHealthy) + " more: --format jsonl has them all"));
            }
        }
        if (all || incidents.isEmpty()) {
            summary.idleTimeouts();
        }
    }

    /** What there is no room to tell in full: one line each, and how to see more of it. */
    private void untold(List<Sightings.Sighting> incidents) {
        if (incidents.isEmpty()) {
            return;
        }
        page.blank();
        page.line(
                new Span(Quantity.count(incidents.size(), "more incident"), Style.BOLD),
                Page.plain("; the options show one in full; so does a larger --top"));
        Table table = new Table(">no", ">lost", "cause", ">sure", "options");
        for (Sightings.Sighting sighting : incidents.subList(0, Math.min(MOST_LINES, incidents.size()))) {
            Verdict typical = sighting.best().typical();
            table.row(
                    Integer.toString(sighting.number()),
                    Quantity.count(sighting.best().requestsLost()),
                    IncidentText.title(typical),
                    Facts.percent(typical.confidence()),
                    "--host " + typical.connection().server().endpoint().address() + " --port "
                            + typical.connection().server().endpoint().port());
        }
        table.print(page, 2);
        if (incidents.size() > MOST_LINES) {
            page.line(Page.dim("  ... and " + Quantity.count(incidents.size() - MOST_LINES)
                    + " more: --format jsonl has them all"));
        }
    }
}
