package dev.hangup.comparison;

import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Change.Source;
import dev.hangup.comparison.Tally.Failures;
import dev.hangup.config.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two sets of evidence, from before a change and from after it.
 *
 * @param before the one
 * @param after the other
 * @param changes every kind of failure that either tells of, and all together
 * @param settings what was configured differently
 * @param limits after how long idle servers closed
 * @param measured what else was measured differently
 */
public record Comparison(
        Tally before,
        Tally after,
        List<Change> changes,
        List<SettingChange> settings,
        List<LimitChange> limits,
        List<MeasuredChange> measured) {
    /** What all captures say together. */
    public static final String ALL = "all failures";

    /** What it comes to. */
    public enum Outcome {
        /** Something fell beyond chance, and nothing rose. */
        BETTER,
        /** Something rose beyond chance, and nothing fell. */
        WORSE,
        /** Something fell and something else rose, both beyond chance. */
        MIXED,
        /** No difference is beyond chance. */
        SAME,
        /** There is nothing on both sides to compare. */
        NOTHING
    }

    /**
     * A new setting, and a measurement that shows whether it is in effect.
     *
     * @param change the new setting and where it stands
     * @param setting as it is written now
     * @param limit the measurement
     */
    public record Applied(SettingChange change, Setting setting, IdleLimit limit) {
        /** Whether the server does what it says. */
        public boolean isInEffect() {
            return limit.fits(setting.amount());
        }
    }

    /** Compares. */
    public static Comparison of(Tally before, Tally after) {
        List<Change> changes = new ArrayList<>();
        captures(before, after, changes);
        provoked(before, after, changes);
        logs(before, after, changes);
        return new Comparison(
                before,
                after,
                List.copyOf(changes),
                before.setup().ends().isEmpty() || after.setup().ends().isEmpty()
                        ? List.of()
                        : SettingChange.between(
                                before.setup().ends(), after.setup().ends()),
                LimitChange.between(before.setup().idleLimits(), after.setup().idleLimits()),
                MeasuredChange.between(before.setup().measured(), after.setup().measured()));
    }

    private static void captures(Tally before, Tally after, List<Change> changes) {
        if (!before.captured().isThere() && !after.captured().isThere()) {
            return;
        }
        Set<String> causes = new TreeSet<>(before.captured().causes().keySet());
        causes.addAll(after.captured().causes().keySet());
        List<Change> byCause = new ArrayList<>();
        for (String cause : causes) {
            Failures none = new Failures(0, Exposure.REQUESTS);
            Failures was = before.captured().causes().getOrDefault(cause, none);
            Failures is = after.captured().causes().getOrDefault(cause, none);
            Exposure unit = was.count() > 0 ? was.unit() : is.unit();
            byCause.add(new Change(
                    cause,
                    Source.CAPTURES,
                    unit,
                    new Rate(was.count(), before.captured().exposed(unit)),
                    new Rate(is.count(), after.captured().exposed(unit))));
        }
        byCause.sort(Comparator.comparingLong(
                change -> -change.before().events() - change.after().events()));
        changes.addAll(byCause);
        changes.add(new Change(
                ALL,
                Source.CAPTURES,
                Exposure.CONNECTIONS,
                new Rate(
                        before.captured().failedConnections(), before.captured().exposed(Exposure.CONNECTIONS)),
                new Rate(after.captured().failedConnections(), after.captured().exposed(Exposure.CONNECTIONS))));
    }

    private static void provoked(Tally before, Tally after, List<Change> changes) {
        if (before.aimed().requests() > 0 || after.aimed().requests() > 0) {
            changes.add(new Change(
                    "requests that met an idle close",
                    Source.PROVOKED,
                    Exposure.AIMED,
                    new Rate(before.aimed().hits(), (double) before.aimed().requests()),
                    new Rate(after.aimed().hits(), (double) after.aimed().requests()),
                    obstacle(
                            "requests were aimed",
                            before.aimed().manner(),
                            after.aimed().manner())));
        }
        if (before.loaded().requests() > 0 || after.loaded().requests() > 0) {
            eachKind(
                    Source.LOADED,
                    Exposure.REQUESTS,
                    new Counted(
                            before.loaded().outcomes(), (double) before.loaded().requests()),
                    new Counted(
                            after.loaded().outcomes(), (double) after.loaded().requests()),
                    obstacle(
                            "loads were made",
                            before.loaded().manner(),
                            after.loaded().manner()),
                    changes);
        }
    }

    private static void logs(Tally before, Tally after, List<Change> changes) {
        if (!before.logged().isThere() && !after.logged().isThere()) {
            return;
        }
        boolean hasLines = before.logged().isCountedByLines() && after.logged().isCountedByLines();
        eachKind(
                Source.LOGS,
                hasLines ? Exposure.LINES : Exposure.HOURS,
                new Counted(
                        before.logged().symptoms(),
                        hasLines ? before.logged().lines() : before.logged().hours()),
                new Counted(
                        after.logged().symptoms(),
                        hasLines ? after.logged().lines() : after.logged().hours()),
                "",
                changes);
    }

    /** Failures by kind, and all that they are counted against. */
    private record Counted(Map<String, Long> failures, double exposure) {
        Rate rate(String kind) {
            return new Rate(failures.getOrDefault(kind, 0L), exposure);
        }

        Rate all() {
            return new Rate(failures.values().stream().mapToLong(count -> count).sum(), exposure);
        }
    }

    private static void eachKind(
            Source source, Exposure unit, Counted before, Counted after, String obstacle, List<Change> changes) {
        Set<String> kinds = new TreeSet<>(before.failures.keySet());
        kinds.addAll(after.failures.keySet());
        kinds.forEach(
                kind -> changes.add(new Change(kind, source, unit, before.rate(kind), after.rate(kind), obstacle)));
        changes.add(new Change(ALL, source, unit, before.all(), after.all(), obstacle));
    }

    private static String obstacle(String what, String before, String after) {
        boolean isBoth = !before.isEmpty() && !after.isEmpty();
        return isBoth && !before.equals(after) ? what + " differently: " + before + "; after: " + after : "";
    }

    /** New settings that a measurement afterwards shows at work, or not. */
    public List<Applied> applied() {
        List<Applied> applied = new ArrayList<>();
        for (SettingChange change : settings) {
            for (LimitChange measured : limits) {
                IdleLimit limit = measured.after();
                Setting setting = limit == null ? null : change.shownBy(limit);
                if (limit != null && setting != null) {
                    applied.add(new Applied(change, setting, limit));
                }
            }
        }
        return applied;
    }

    /** Whether the two sides have nothing in common that could be compared, or were made in different ways. */
    public boolean isEmpty() {
        boolean isObstructed =
                changes.stream().anyMatch(change -> !change.obstacle().isEmpty());
        return outcome() == Outcome.NOTHING && (isObstructed || !before.setup().isComparableWith(after.setup()));
    }

    /** What it comes to. */
    public Outcome outcome() {
        boolean fell = changes.stream().anyMatch(change -> change.direction() == Direction.FELL);
        boolean rose = changes.stream().anyMatch(change -> change.direction() == Direction.ROSE);
        if (changes.stream().allMatch(change -> change.direction() == Direction.UNKNOWN)) {
            return Outcome.NOTHING;
        }
        return fell && rose ? Outcome.MIXED : fell ? Outcome.BETTER : rose ? Outcome.WORSE : Outcome.SAME;
    }
}
