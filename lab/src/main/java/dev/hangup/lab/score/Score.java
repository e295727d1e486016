package dev.hangup.lab.score;

import dev.hangup.diagnosis.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** How right the verdicts of some judgements are. */
public final class Score {
    /** z of a 95 % interval. */
    private static final double Z = 1.96;

    private final List<Judgement> all;

    /** Of these judgements. */
    public Score(Collection<Judgement> judgements) {
        all = List.copyOf(judgements);
    }

    /**
     * A share of a count, with the interval in which its true value lies at 95 % (Wilson, 1927).
     *
     * @param hits how many
     * @param of of how many
     */
    public record Share(long hits, long of) {
        /** The share; NaN of none. */
        public double value() {
            return (double) hits / of;
        }

        /** The lower end of the interval. */
        public double low() {
            return bound(-1);
        }

        /** The upper end of the interval. */
        public double high() {
            return bound(1);
        }

        private double bound(int sign) {
            double n = of;
            double p = value();
            double centre = p + Z * Z / (2 * n);
            double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
            return (centre + sign * half) / (1 + Z * Z / n);
        }
    }

    /**
     * How right one cause is, over what can be told.
     *
     * @param precision of the connections called this, those that are
     * @param recall of the connections that are this, those called so
     */
    public record OfCause(Share precision, Share recall) {}

    /**
     * Of the verdicts that were about so sure.
     *
     * @param meanConfidence their mean
     */
    public record Bin(double meanConfidence, Share right) {}

    /** How many connections, each once per place. */
    public int size() {
        return all.size();
    }

    /** Precision and recall per cause. */
    public Map<String, OfCause> causes() {
        Set<String> names = new TreeSet<>();
        decidable().forEach(one -> names.add(one.cause()));
        Map<String, OfCause> causes = new TreeMap<>();
        for (String name : names) {
            if (!name.equals(Verdict.HEALTHY)) {
                List<Judgement> called = decidable().stream()
                        .filter(one -> one.told().cause().equals(name))
                        .toList();
                List<Judgement> are = decidable().stream()
                        .filter(one -> one.cause().equals(name))
                        .toList();
                causes.put(
                        name,
                        new OfCause(
                                share(called, one -> one.cause().equals(name)),
                                share(are, one -> one.told().cause().equals(name))));
            }
        }
        return causes;
    }

    /** What was taken for what: true cause, told cause, count; only where they differ. */
    public Map<String, Map<String, Long>> confusions() {
        Map<String, Map<String, Long>> confusions = new TreeMap<>();
        for (Judgement one : decidable()) {
            if (!one.isRight()) {
                confusions
                        .computeIfAbsent(one.cause(), cause -> new TreeMap<>())
                        .merge(one.told().cause(), 1L, Long::sum);
            }
        }
        return confusions;
    }

    /** Healthy connections that were accused, of all. */
    public Share falseAccusations() {
        return share(all.stream().filter(one -> !one.isFailure()).toList(), Judgement::isFalseAccusation);
    }

    /** Failing connections whose culprit is right, of those whose cause is. */
    public Share culprits() {
        return share(
                failures().stream()
                        .filter(one -> one.decidable() && one.isRight() && one.culprit() != null)
                        .toList(),
                one -> one.told().culprit().equals(one.culprit()));
    }

    /** Failing connections of which is right who closed them. */
    public Share closers() {
        return share(
                failures().stream()
                        .filter(one ->
                                one.closedBy() != null && !one.told().cause().equals(Verdict.HEALTHY))
                        .toList(),
                one -> one.told().closedBy().equals(one.closedBy()));
    }

    /** Failing connections whose cause this place cannot tell, of which that was said. */
    public Share honest() {
        return share(failures().stream().filter(one -> !one.decidable()).toList(), Judgement::isRight);
    }

    /** Confidence against truth, in bins of a tenth, over the failing connections that can be told. */
    public Map<Integer, Bin> calibration() {
        Map<Integer, List<Judgement>> bins = new TreeMap<>();
        for (Judgement one : told()) {
            bins.computeIfAbsent((int) (one.told().confidence() * 10), bin -> new ArrayList<>())
                    .add(one);
        }
        Map<Integer, Bin> calibration = new TreeMap<>();
        bins.forEach((bin, members) -> calibration.put(
                bin,
                new Bin(
                        members.stream()
                                .mapToDouble(one -> one.told().confidence())
                                .average()
                                .orElseThrow(),
                        share(members, Judgement::isRight))));
        return calibration;
    }

    /** The mean square of confidence minus truth (Brier, 1950); NaN without verdicts. */
    public double brier() {
        return told().stream()
                .mapToDouble(one -> Math.pow(one.told().confidence() - (one.isRight() ? 1 : 0), 2))
                .average()
                .orElse(Double.NaN);
    }

    /** The judgements that are wrong. */
    public List<Judgement> wrong() {
        return all.stream().filter(one -> !one.isRight()).toList();
    }

    private List<Judgement> failures() {
        return all.stream().filter(Judgement::isFailure).toList();
    }

    private List<Judgement> decidable() {
        return all.stream().filter(Judgement::decidable).toList();
    }

    /** Those called a failure with a cause. */
    private List<Judgement> told() {
        return decidable().stream()
                .filter(one -> !one.told().cause().equals(Verdict.HEALTHY)
                        && !one.told().cause().equals(Verdict.UNKNOWN))
                .toList();
    }

    private static Share share(List<Judgement> of, Predicate<Judgement> hit) {
        return new Share(of.stream().filter(hit).count(), of.size());
    }
}
