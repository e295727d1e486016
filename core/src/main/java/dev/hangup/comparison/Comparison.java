package dev.hangup.comparison;

import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Change.Source;
import dev.hangup.comparison.Tally.Failures;
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
 */
public record Comparison(
        Tally before, Tally after, List<Change> changes, List<SettingChange> settings, List<LimitChange> limits) {
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
     * @param setting the setting
     * @param limit the measurement
     * @param isInEffect whether the server does what it says
     */
    public record Applied(SettingChange setting, IdleLimit limit, boolean isInEffect) {}

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
                before.ends().isEmpty() || after.ends().isEmpty()
                        ? List.of()
                        : SettingChange.between(before.ends(), after.ends()),
                LimitChange.between(before.idleLimits(), after.idleLimits()));
    }

    private static void captures(Tally before, Tally after, List<Change> changes) {
        if (!before.hasCaptures() && !after.hasCaptures()) {
            return;
        }
        Set<String> causes = new TreeSet<>(before.causes().keySet());
        causes.addAll(after.causes().keySet());
        List<Change> byCause = new ArrayList<>();
        for (String cause : causes) {
            Failures none = new Failures(0, Exposure.REQUESTS);
            Failures was = before.causes().getOrDefault(cause, none);
            Failures is = after.causes().getOrDefault(cause, none);
            Exposure unit = was.count() > 0 ? was.unit() : is.unit();
            byCause.add(new Change(
                    cause,
                    Source.CAPTURES,
                    unit,
                    new Rate(was.count(), before.exposed(unit)),
                    new Rate(is.count(), after.exposed(unit))));
        }
        byCause.sort(Comparator.comparingLong(
                change -> -change.before().events() - change.after().events()));
        changes.addAll(byCause);
        changes.add(new Change(
                ALL,
                Source.CAPTURES,
                Exposure.CONNECTIONS,
                new Rate(before.failedConnections(), before.exposed(Exposure.CONNECTIONS)),
                new Rate(after.failedConnections(), after.exposed(Exposure.CONNECTIONS))));
    }

    private static void provoked(Tally before, Tally after, List<Change> changes) {
        if (before.aimed() > 0 || after.aimed() > 0) {
            changes.add(new Change(
                    "requests that met an idle close",
                    Source.PROVOKED,
                    Exposure.AIMED,
                    new Rate(before.hits(), (double) before.aimed()),
                    new Rate(after.hits(), (double) after.aimed()),
                    obstacle("requests were aimed", before.aim(), after.aim())));
        }
        if (before.loaded() > 0 || after.loaded() > 0) {
            eachKind(
                    Source.LOADED,
                    Exposure.REQUESTS,
                    new Counted(before.outcomes(), (double) before.loaded()),
                    new Counted(after.outcomes(), (double) after.loaded()),
                    obstacle("loads were made", before.loading(), after.loading()),
                    changes);
        }
    }

    private static void logs(Tally before, Tally after, List<Change> changes) {
        if (!before.hasLogs() && !after.hasLogs()) {
            return;
        }
        boolean hasLines = before.logLines() > 0 && after.logLines() > 0;
        eachKind(
                Source.LOGS,
                hasLines ? Exposure.LINES : Exposure.HOURS,
                new Counted(before.symptoms(), hasLines ? before.logLines() : before.logHours()),
                new Counted(after.symptoms(), hasLines ? after.logLines() : after.logHours()),
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
        for (SettingChange setting : settings) {
            for (LimitChange change : limits) {
                IdleLimit limit = change.after();
                Boolean isInEffect = limit == null ? null : setting.isInEffect(limit);
                if (limit != null && isInEffect != null) {
                    applied.add(new Applied(setting, limit, isInEffect));
                }
            }
        }
        return applied;
    }

    /** Whether the two sides have nothing in common that could be compared, or were made in different ways. */
    public boolean isEmpty() {
        boolean isObstructed =
                changes.stream().anyMatch(change -> !change.obstacle().isEmpty());
        boolean hasOther = !before.ends().isEmpty() && !after.ends().isEmpty()
                || !before.idleLimits().isEmpty() && !after.idleLimits().isEmpty();
        return outcome() == Outcome.NOTHING && (isObstructed || !hasOther);
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
