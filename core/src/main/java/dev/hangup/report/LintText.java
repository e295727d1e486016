package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.chain.Edit;
import dev.hangup.diagnosis.chain.Hop;
import dev.hangup.diagnosis.chain.Remedy;
import dev.hangup.diagnosis.chain.Severity;
import dev.hangup.diagnosis.chain.Weakness;
import java.io.PrintStream;
import java.util.List;

/** What was found in configurations, for people: the chain, then each weakness with its numbers and the lines to write. */
public final class LintText {
    private static final int LABEL = 8;

    private final PrintStream out;
    private final Page page;

    /** Writes to {@code out}, in colour or not, for a terminal of {@code width} characters. */
    public LintText(PrintStream out, boolean colour, int width) {
        this.out = out;
        this.page = new Page(out, colour, width);
    }

    /** Writes all of it. */
    public void write(LintReport report) {
        page.line(new Page.Span(headline(report), Page.Style.BOLD));
        if (!report.chain().hops().isEmpty()) {
            page.blank();
            page.line(Page.dim("hops, from the client to the server"));
            for (Hop hop : report.chain().hops()) {
                page.hanging(
                        Page.plain("  "),
                        hop.client().text() + "  ->  " + hop.server().text(),
                        Page.Style.PLAIN);
            }
        }
        MeasurementText.list(page, report.measurements());
        for (String remark : report.chain().remarks()) {
            page.hanging(Page.dim("  "), remark, Page.Style.DIM);
        }
        for (Weakness weakness : report.weaknesses()) {
            write(weakness, report);
        }
    }

    private static String headline(LintReport report) {
        return Quantity.count(report.files().size(), "configuration") + ", "
                + (report.measurements().isEmpty()
                        ? ""
                        : Quantity.count(report.measurements().size(), "measured endpoint") + ", ")
                + Quantity.count(report.chain().hops().size(), "hop") + ": "
                + (report.weaknesses().isEmpty()
                        ? "nothing found"
                        : Quantity.count(count(report, Severity.ERROR), "error") + ", "
                                + Quantity.count(count(report, Severity.WARNING), "warning") + ", "
                                + Quantity.count(count(report, Severity.NOTE), "note"));
    }

    private static long count(LintReport report, Severity severity) {
        return report.weaknesses().stream()
                .filter(weakness -> weakness.severity() == severity)
                .count();
    }

    private void write(Weakness weakness, LintReport report) {
        page.blank();
        Page.Style style = weakness.severity() == Severity.NOTE ? Page.Style.BOLD : Page.Style.ALARM;
        page.line(
                new Page.Span(weakness.severity().text(), style),
                Page.plain("  "),
                new Page.Span(weakness.rule(), Page.Style.BOLD),
                Page.dim("  " + weakness.hop()));
        page.hanging(Page.plain("  "), weakness.message() + ".", Page.Style.PLAIN);
        for (Remedy remedy : weakness.remedies()) {
            page.labelled(2, LABEL, "change", remedy.text());
            write(remedy, report);
        }
    }

    /** The diff where the file is at hand, else the lines to write. */
    private void write(Remedy remedy, LintReport report) {
        List<Edit> edits = remedy.edits();
        String diff = Patch.of(edits, report.texts());
        if (diff.isEmpty()) {
            remedy.lines().forEach(this::code);
            return;
        }
        diff.lines().filter(line -> line.matches("(?s)[-+](?!-- |\\+\\+ ).*")).forEach(this::code);
    }

    private void code(String line) {
        page.hanging(Page.plain(" ".repeat(2 + LABEL)), line, Page.Style.PLAIN);
    }

    /** The first remedy of every error and warning as one diff for {@code patch -p0}. */
    public void patch(LintReport report) {
        List<Edit> edits = report.weaknesses().stream()
                .filter(weakness -> weakness.severity() != Severity.NOTE)
                .flatMap(weakness -> weakness.remedies().stream().limit(1))
                .flatMap(remedy -> remedy.edits().stream())
                .toList();
        out.print(Patch.of(edits, report.texts()));
    }
}
