package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.comparison.Change;
import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Comparison;
import dev.hangup.comparison.Comparison.Applied;
import dev.hangup.comparison.Comparison.Outcome;
import dev.hangup.comparison.Exposure;
import dev.hangup.comparison.IdleLimit;
import dev.hangup.comparison.LimitChange;
import dev.hangup.comparison.MeasuredChange;
import dev.hangup.comparison.Rate;
import dev.hangup.comparison.SettingChange;
import dev.hangup.comparison.Tally;
import dev.hangup.config.Setting;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.io.PrintStream;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Two sets of evidence side by side, for people. */
public final class ComparisonText {
    private static final int LABEL = 8;
    private static final int INDENT = 4;
    private static final double RAREST = 1e-6;
    private static final double LEAST_AT_RISK = 0.1;

    private final Page page;

    /** Writes to {@code out} in lines of at most {@code width} characters. */
    public ComparisonText(PrintStream out, boolean colour, int width) {
        page = new Page(out, colour, width);
    }

    /** Writes all of it. */
    public void write(Comparison comparison) {
        page.labelled(0, LABEL, "before", holds(comparison.before()));
        page.labelled(0, LABEL, "after", holds(comparison.after()));
        page.blank();
        boolean isAlarm = comparison.outcome() == Outcome.WORSE || comparison.outcome() == Outcome.MIXED;
        page.hanging(Page.plain(""), outcome(comparison.outcome()), isAlarm ? Style.ALARM : Style.BOLD);
        comparison.changes().forEach(this::change);
        atRisk(comparison);
        settings(comparison);
        limits(comparison);
        measured(comparison);
    }

    private static String holds(Tally tally) {
        List<String> parts = new ArrayList<>();
        if (tally.captured().isThere()) {
            parts.add("captures of " + counted(tally, Exposure.CONNECTIONS) + " with "
                    + counted(tally, Exposure.REQUESTS)
                    + ", "
                    + Quantity.count(Math.round(tally.captured().exposed().getOrDefault(Exposure.REUSES, 0.0)))
                    + " of them on connections used before");
        }
        if (tally.logged().isThere()) {
            parts.add("logs of " + hours(tally.logged().hours())
                    + (tally.logged().lines() > 0
                            ? " with "
                                    + Quantity.count(Math.round(tally.logged().lines()), "request")
                            : ""));
        }
        if (tally.aimed().requests() > 0) {
            parts.add(Quantity.count(tally.aimed().requests(), "request") + " aimed at an idle close, "
                    + tally.aimed().manner());
        }
        if (tally.loaded().requests() > 0) {
            parts.add(Quantity.count(tally.loaded().requests(), "request") + " under load, "
                    + tally.loaded().manner());
        }
        if (!tally.setup().ends().isEmpty()) {
            long files = tally.setup().ends().stream()
                    .map(end -> end.place().file())
                    .distinct()
                    .count();
            parts.add(Quantity.count(files, "configuration"));
        }
        return tally.name() + ": " + (parts.isEmpty() ? "nothing that can be compared" : String.join("; ", parts));
    }

    private static String counted(Tally tally, Exposure unit) {
        return Quantity.count(Math.round(tally.captured().exposed().getOrDefault(unit, 0.0)), unit.one());
    }

    private static String outcome(Outcome outcome) {
        return switch (outcome) {
            case BETTER -> "Better: what fell, fell by more than chance, and nothing rose by more than chance.";
            case WORSE -> "Worse: what rose, rose by more than chance, and nothing fell by more than chance.";
            case MIXED -> "Mixed: one kind of failure fell and another one rose, both by more than chance.";
            case SAME -> "No difference beyond chance.";
            case NOTHING -> "There is nothing on both sides whose failures can be counted.";
        };
    }

    private void change(Change change) {
        page.blank();
        Direction direction = change.direction();
        page.line(
                new Span(change.what(), Style.BOLD),
                Page.dim(" (" + change.source().text() + ")  "),
                new Span(word(direction), direction == Direction.ROSE ? Style.ALARM : Style.BOLD));
        page.labelled(INDENT, LABEL, "before", rate(change.before(), change.unit()));
        page.labelled(INDENT, LABEL, "after", rate(change.after(), change.unit()));
        String remark = remark(change);
        if (!remark.isEmpty()) {
            page.hanging(Page.plain(" ".repeat(INDENT)), remark, Style.PLAIN);
        }
    }

    private static String word(Direction direction) {
        return switch (direction) {
            case FELL -> "fell";
            case ROSE -> "rose";
            case CHANCE -> "no difference beyond chance";
            case UNKNOWN -> "cannot be told";
        };
    }

    private static String remark(Change change) {
        return switch (change.direction()) {
            case FELL, ROSE -> "Chance alone makes such a difference in " + chance(change.chance()) + ".";
            case CHANCE ->
                change.before().events() + change.after().events() == 0
                        ? ""
                        : "Chance alone makes such a difference in " + chance(change.chance()) + "." + needed(change);
            case UNKNOWN ->
                !change.obstacle().isEmpty()
                        ? Page.sentence(change.obstacle())
                        : "One side has no " + change.unit().one() + " to count against.";
        };
    }

    private static String needed(Change change) {
        long needed = change.neededAfter();
        return needed == 0
                ? ""
                : " If there is none in " + amount((double) needed, change.unit()) + " afterwards, it will be proved.";
    }

    private static String chance(double chance) {
        if (chance < RAREST) {
            return "less than 1 of 1,000,000 cases";
        }
        return chance >= 0.01
                ? Math.round(chance * 100) + " of 100 cases"
                : "1 of " + Quantity.count(Math.round(1 / chance)) + " cases";
    }

    private static String rate(Rate rate, Exposure unit) {
        if (rate.exposure() <= 0) {
            return "nothing to count against";
        }
        boolean isTime = unit == Exposure.HOURS;
        double factor = isTime ? 1 : 100;
        String per = isTime ? " an hour" : " %";
        String seen = Quantity.count(rate.events()) + (isTime ? " in " : " of ") + amount(rate.exposure(), unit);
        if (rate.events() == 0) {
            return seen + ": below " + Quantity.twoDigits(rate.upper(unit) * factor, RoundingMode.UP) + per;
        }
        return seen + ": " + Quantity.twoDigits(rate.seen() * factor, RoundingMode.HALF_UP) + per + " ("
                + Quantity.twoDigits(rate.lower(unit) * factor, RoundingMode.DOWN) + " to "
                + Quantity.twoDigits(rate.upper(unit) * factor, RoundingMode.UP) + per + ")";
    }

    private static String amount(double exposure, Exposure unit) {
        if (unit == Exposure.HOURS) {
            return hours(exposure);
        }
        long count = Math.round(exposure);
        return Quantity.count(count) + " " + (count == 1 ? unit.one() : unit.many());
    }

    private static String hours(double hours) {
        return Quantity.duration((long) (hours * 3600e9));
    }

    private void atRisk(Comparison comparison) {
        double before = comparison.before().captured().reusesAtRisk();
        double after = comparison.after().captured().reusesAtRisk();
        if (before + after >= LEAST_AT_RISK) {
            page.blank();
            page.hanging(
                    Page.plain(""),
                    String.format(
                            Locale.ROOT,
                            "Requests sent within a round trip of the server's idle timeout: about %.1f before, %.1f after.",
                            before,
                            after),
                    Style.PLAIN);
        }
    }

    private void settings(Comparison comparison) {
        if (comparison.settings().isEmpty()) {
            return;
        }
        page.blank();
        page.line(new Span("Settings", Style.BOLD));
        for (SettingChange change : comparison.settings()) {
            page.hanging(
                    Page.plain(" ".repeat(INDENT)),
                    change.where() + ": " + change.name() + " " + written(change.before()) + " -> "
                            + written(change.after()),
                    Style.PLAIN);
        }
    }

    private static String written(@Nullable Setting setting) {
        return setting == null ? "not written" : setting.value() + " (" + setting.place() + ")";
    }

    private void limits(Comparison comparison) {
        if (comparison.limits().isEmpty()) {
            return;
        }
        page.blank();
        page.line(new Span("Idle timeouts measured", Style.BOLD));
        for (LimitChange change : comparison.limits()) {
            page.hanging(
                    Page.plain(" ".repeat(INDENT)),
                    change.server() + ": " + measured(change.before()) + " -> " + measured(change.after())
                            + (change.isUnmoved() ? ", the same" : ""),
                    Style.PLAIN);
        }
        for (Applied applied : comparison.applied()) {
            Setting setting = applied.setting();
            page.hanging(
                    Page.plain(" ".repeat(INDENT)),
                    setting.text() + " (" + setting.place() + ") is "
                            + (applied.isInEffect() ? "" : "NOT ") + "in effect: "
                            + applied.limit().server()
                            + " closes after " + measured(applied.limit()),
                    applied.isInEffect() ? Style.PLAIN : Style.ALARM);
        }
    }

    private void measured(Comparison comparison) {
        if (comparison.measured().isEmpty()) {
            return;
        }
        page.blank();
        page.line(new Span("Measured differently", Style.BOLD));
        for (MeasuredChange change : comparison.measured()) {
            page.hanging(
                    Page.plain(" ".repeat(INDENT)),
                    change.server() + ": " + change.what() + ": " + change.before() + " -> " + change.after(),
                    Style.PLAIN);
        }
    }

    private static String measured(@Nullable IdleLimit limit) {
        if (limit == null) {
            return "not measured";
        }
        String shortest = seconds(limit.minNanos());
        String longest = seconds(limit.maxNanos());
        return (shortest.equals(longest) ? shortest : shortest + "-" + longest) + " s (n = " + limit.count() + ", "
                + limit.source() + ")";
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }
}
