package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.forecast.Forecast;
import dev.hangup.forecast.Forecast.Row;
import dev.hangup.forecast.Races;
import dev.hangup.forecast.Timers;
import dev.hangup.forecast.Usage;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.io.PrintStream;
import java.math.RoundingMode;
import java.util.List;

/** How many requests a day will meet the idle close of their server, for people. */
public final class ForecastText {
    private static final int MOST_SERVERS = 10;
    /** An hour. */
    private static final double SHORT_DAYS = 1 / 24.0;

    private static final int INDENT = 4;
    private static final long COARSE_NANOS = 10_000_000;

    private final Page page;

    /** Writes to {@code out} in lines of at most {@code width} characters. */
    public ForecastText(PrintStream out, boolean colour, int width) {
        page = new Page(out, colour, width);
    }

    /** Writes all of it. */
    public void write(List<Forecast> forecasts) {
        page.hanging(
                Page.plain(""),
                "Requests that will meet the idle close of their server, by the idle gaps of "
                        + Quantity.count(forecasts.size(), "server"),
                Style.BOLD);
        forecasts.stream().limit(MOST_SERVERS).forEach(this::forecast);
        if (forecasts.size() > MOST_SERVERS) {
            page.blank();
            page.line(Page.dim("... and " + Quantity.count(forecasts.size() - MOST_SERVERS, "server")
                    + " more, with fewer; --format json has all"));
        }
    }

    private void forecast(Forecast forecast) {
        Usage usage = forecast.usage();
        page.blank();
        page.line(new Span(usage.server(), Style.BOLD), Page.dim("  (" + usage.source() + ")"));
        fact(Quantity.count(usage.gaps().count(), "reuse") + " after an idle gap in "
                + Quantity.duration(usage.spanNanos()) + ", " + usage.basis().text()
                + (usage.precisionNanos() >= COARSE_NANOS
                        ? "; the log's times are of " + Quantity.duration(usage.precisionNanos())
                        : ""));
        fact(gaps(usage));
        if (forecast.rows().isEmpty()) {
            fact("After how long the server closes idle connections is not known: say it with --server-idle,"
                    + " as `hangup probe` measures it.");
            return;
        }
        fact("idle timeout of the server " + Quantity.duration(usage.idleTimeoutNanos())
                + (usage.idleCloses() > 0 ? " (n = " + usage.idleCloses() + ")" : "") + "; round trip "
                + Quantity.duration(usage.roundTripNanos())
                + (forecast.isRoundTripAssumed() ? ", which is assumed: --rtt says another" : ""));
        if (usage.races() >= 0) {
            fact("seen: " + Quantity.count(usage.races(), "request") + " lost to its close, "
                    + digits(usage.races() / usage.days()) + " a day");
        }
        if (forecast.isContradicted()) {
            page.hanging(
                    Page.plain(" ".repeat(INDENT)),
                    "That does not fit what the gaps lead to expect: its clients may send without a look for the FIN (then all"
                            + " that comes later is lost too), or other closes than those of a timer are among them. The"
                            + " numbers below do not hold here.",
                    Style.ALARM);
        }
        if (usage.days() < SHORT_DAYS) {
            fact("A day is extrapolated from " + Quantity.duration(usage.spanNanos()) + ".");
        }
        page.blank();
        Table table = new Table("", "server", "client", ">a day", "");
        for (Row row : forecast.rows()) {
            Timers timers = row.timers();
            Races races = row.races();
            table.row(
                    row.what(),
                    Quantity.duration(timers.serverNanos()),
                    timers.clientNanos() == Long.MAX_VALUE ? "no limit" : Quantity.duration(timers.clientNanos()),
                    digits(races.perDay()),
                    basis(races));
        }
        table.print(page, INDENT);
    }

    private void fact(String text) {
        page.hanging(Page.plain(" ".repeat(INDENT)), text, Style.PLAIN);
    }

    private static String basis(Races races) {
        return switch (races.certainty()) {
            case CLIENT_STOPS -> "the client stops before the server closes";
            case MEASURED ->
                digits(races.lower()) + " to " + digits(races.upper())
                        + ", if the gaps seen are evenly spread over the last "
                        + Quantity.duration(races.spreadNanos()) + " before the close";
            case AT_MOST -> "at most, if longer gaps are not commoner than those seen";
        };
    }

    /** Half of the gaps are at most so long, and so on. */
    private static String gaps(Usage usage) {
        long all = usage.gaps().count();
        long[] seen = {0};
        long[] marks = {-1, -1, -1};
        usage.gaps().forEach((from, to, count) -> {
            seen[0] += count;
            marks[0] = marks[0] < 0 && seen[0] * 2 >= all ? to : marks[0];
            marks[1] = marks[1] < 0 && seen[0] * 100 >= all * 99 ? to : marks[1];
            marks[2] = to;
        });
        return "idle gaps: half up to " + Quantity.duration(marks[0]) + ", 99 of 100 up to "
                + Quantity.duration(marks[1]) + ", the longest up to " + Quantity.duration(marks[2]);
    }

    private static String digits(double value) {
        return Quantity.twoDigits(value, RoundingMode.HALF_UP);
    }
}
