package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.ClockGap;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.RequestChain;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.log.LogEvent;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What logs tell, for people. */
final class LogText {
    private static final int MOST_LOGS = 10;
    private static final int MOST_CHAINS = 3;
    private static final int FEWEST_TO_CHART = 20;

    private final Page page;
    private final LogFindings findings;

    LogText(Page page, LogFindings findings) {
        this.page = page;
        this.findings = findings;
    }

    /** What was read, and how much of it failed. */
    void summary() {
        long lines = findings.logs().stream().mapToLong(LogFile::lines).sum();
        page.hanging(
                Page.plain(""),
                Quantity.count(findings.logs().size(), "log") + ", " + Quantity.count(lines, "line") + ": "
                        + (findings.failures() == 0
                                ? "no failure in them"
                                : Quantity.count(findings.failures(), "failure")),
                Style.BOLD);
        if (findings.logs().size() > 1) {
            page.blank();
            Table table = new Table("log", ">lines", ">failures", "written by");
            findings.logs().stream()
                    .limit(MOST_LOGS)
                    .forEach(log -> table.row(
                            log.name(), Quantity.count(log.lines()), Quantity.count(log.failures()), log.written()));
            table.print(page, 2);
            if (findings.logs().size() > MOST_LOGS) {
                page.line(Page.dim("  ... and " + Quantity.count(findings.logs().size() - MOST_LOGS) + " more"));
            }
        }
    }

    /** How many failures there were {@code by} what was asked for, or by time if there are enough to see a course. */
    void counts(List<CountedBy> by) {
        if (!by.isEmpty() || findings.failures() >= FEWEST_TO_CHART) {
            CountsText.write(
                    page, findings.counts(), by.isEmpty() ? List.of(CountedBy.spanFor(findings.counts())) : by);
        }
    }

    /** The incidents, the first {@code top} in full. */
    void incidents(int top) {
        List<LogVerdict> incidents = findings.incidents();
        if (incidents.size() > 1) {
            overview(incidents, top);
        }
        List<LogVerdict> told = new ArrayList<>();
        for (int i = 0; i < Math.min(top, incidents.size()); i++) {
            LogVerdict verdict = incidents.get(i);
            LogVerdict alike = told.stream()
                    .filter(other -> isAlike(other, verdict))
                    .findFirst()
                    .orElse(null);
            if (alike == null) {
                new LogIncidentText(page, verdict).write(i + 1, incidents.size());
                told.add(verdict);
            } else {
                page.blank();
                page.hanging(
                        Page.dim("--- log " + (i + 1) + " of " + incidents.size() + "  "),
                        LogIncidentText.title(verdict) + ": "
                                + Quantity.count(verdict.failure().count(), "failure") + " with "
                                + LogClues.peer(verdict.failure()) + ", as log "
                                + (incidents.indexOf(alike) + 1),
                        Style.PLAIN);
            }
        }
        if (incidents.size() > top) {
            page.blank();
            page.line(Page.dim(Quantity.count(incidents.size() - top, "more incident")
                    + " in the logs; a larger --top shows them in full"));
        }
    }

    /** Whether they differ in the peer only, and in how many and how sure. */
    private static boolean isAlike(LogVerdict one, LogVerdict other) {
        return one.cause().equals(other.cause())
                && one.failure().shape() == other.failure().shape()
                && LogClues.writer(one.failure()).equals(LogClues.writer(other.failure()));
    }

    private void overview(List<LogVerdict> incidents, int top) {
        page.blank();
        Table table = new Table("log", ">failures", "cause", ">sure", "next move", "parties");
        for (int i = 0; i < Math.min(Math.max(top, MOST_LOGS), incidents.size()); i++) {
            LogVerdict verdict = incidents.get(i);
            boolean isOpen = verdict.cause().equals(Verdict.UNKNOWN);
            table.row(
                    Integer.toString(i + 1),
                    Quantity.count(verdict.failure().count()),
                    LogIncidentText.title(verdict),
                    isOpen ? "open" : Facts.percent(verdict.confidence()),
                    isOpen ? "open" : verdict.culprit().text(),
                    LogIncidentText.parties(verdict.failure()));
        }
        table.print(page, 2);
    }

    /** Requests that several services tell of: who failed first, and who passed it on. */
    void chains() {
        if (findings.chains().isEmpty()) {
            return;
        }
        page.blank();
        page.line(new Span("The same request in several logs", Style.BOLD));
        findings.chains().entrySet().stream().limit(MOST_CHAINS).forEach(this::chain);
        if (findings.chains().size() > MOST_CHAINS) {
            page.line(Page.dim(
                    "  ... and " + Quantity.count(findings.chains().size() - MOST_CHAINS, "other way") + " to fail"));
        }
        findings.clockGaps().forEach(this::clockGap);
    }

    private void clockGap(ClockGap gap) {
        page.hanging(
                Page.plain("  "),
                "the clock of " + gap.inFront() + " is behind that of " + gap.behind() + ", by "
                        + Quantity.duration(gap.nanos()) + " at least (from "
                        + Quantity.count(gap.requests(), "request")
                        + ")",
                Style.PLAIN);
    }

    private void chain(Map.Entry<RequestChain, Integer> way) {
        RequestChain chain = way.getKey();
        page.hanging(
                Page.plain("  "),
                Quantity.count(way.getValue(), "request") + " failed first at "
                        + chain.origin().writer()
                        + ", followed " + chain.followedBy().text() + "; one of them"
                        + (chain.transaction().isEmpty() ? "" : ", " + chain.transaction()) + ":",
                Style.PLAIN);
        String indent = "    ";
        for (LogEvent hop : chain.hops()) {
            String part = hop == chain.origin() ? " failed first" : " passed it on";
            page.hanging(Page.plain(indent), hop.writer() + part, Style.BOLD);
            LogIncidentText.line(page, indent + "    ", hop);
            indent += "  ";
        }
        for (LogEvent other : chain.elsewhere()) {
            page.hanging(Page.plain("    "), "also " + other.writer(), Style.PLAIN);
            LogIncidentText.line(page, "        ", other);
        }
    }
}
