package dev.hangup.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hangup.connection.Connection;
import dev.hangup.script.Followed;
import dev.hangup.script.Talk;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bits are the judge: take any one class of clue away, and each cause loses exactly the bits of its clues of that
 * class, and its confidence moves as those bits say.
 */
class BitsAreTheJudgeTest {
    private static final double EXACTLY = 1e-9;
    private static final double NEGLIGIBLE = 0.01;

    /** A script that was played and followed: many kinds of clue are taken away from the same failure. */
    private record Played(Followed followed, Connection connection, Mechanism mechanism) {
        static Played of(Talk talk) {
            Followed followed = talk.script().follow();
            Connection connection = followed.of(talk);
            Mechanism mechanism = followed.verdict(connection).mechanism();
            // EveryCauseTest tells which scripts fail to be noticed.
            assumeThat(mechanism).isNotNull();
            return new Played(followed, connection, Objects.requireNonNull(mechanism));
        }

        static Played of(FailingScript script) {
            return PLAYED.computeIfAbsent(script, one -> of(one.play()));
        }

        Verdict judge(Set<ClueKind> ignored) {
            return new Judge("script", followed.surroundings(), ignored).judge(connection);
        }
    }

    private static final Map<FailingScript, Played> PLAYED = new EnumMap<>(FailingScript.class);

    /** All causes weighed for the failure of one script, also those too unlikely to be told. */
    private record Weighed(Map<String, Double> bits, Map<String, List<Clue>> clues) {
        static Weighed of(Played played, Set<ClueKind> ignored) {
            Weighed weighed = new Weighed(new TreeMap<>(), new TreeMap<>());
            Case failure = new Case(played.connection(), played.followed().surroundings(), played.mechanism());
            for (Cause cause : Causes.all()) {
                Scale scale = new Scale(ignored);
                cause.weigh(failure, scale);
                if (scale.isCandidate()) {
                    weighed.bits.put(cause.name(), scale.bits());
                    weighed.clues.put(cause.name(), scale.clues());
                }
            }
            return weighed;
        }

        /** The share of a cause against all others and "unknown", which has no bits. */
        double share(String cause) {
            double sum = 1;
            for (double each : bits.values()) {
                sum += Math.pow(2, each);
            }
            return Math.pow(2, bits.getOrDefault(cause, 0.0)) / sum;
        }

        /** How many bits the clues of one kind give a cause. */
        double carriedBy(ClueKind kind, String cause) {
            return clues.getOrDefault(cause, List.of()).stream()
                    .filter(clue -> clue.kind() == kind)
                    .mapToDouble(Clue::bits)
                    .sum();
        }
    }

    static Stream<Arguments> scriptsAndKinds() {
        return Stream.of(FailingScript.values())
                .flatMap(script -> Stream.of(ClueKind.values()).map(kind -> Arguments.of(script, kind)));
    }

    @ParameterizedTest
    @EnumSource
    void bitsOfACauseAreTheSumOfItsClues(FailingScript script) {
        Verdict verdict = Played.of(script).judge(Set.of());

        assertThat(verdict.candidates())
                .isNotEmpty()
                .allSatisfy(candidate -> assertThat(candidate.bits())
                        .isCloseTo(
                                candidate.clues().stream()
                                        .mapToDouble(Clue::bits)
                                        .sum(),
                                within(EXACTLY)));
    }

    @ParameterizedTest
    @EnumSource
    void confidenceIsTwoToTheBitsNormalisedUnlessACapLowersIt(FailingScript script) {
        Played played = Played.of(script);
        Weighed weighed = Weighed.of(played, Set.of());
        Verdict verdict = played.judge(Set.of());

        assertThat(verdict.candidates()).allSatisfy(candidate -> {
            double share = weighed.share(candidate.cause());
            assertThat(candidate.bits()).isCloseTo(weighed.bits().get(candidate.cause()), within(EXACTLY));
            double capped = candidate.confidence() < Judge.CEILING - EXACTLY && share > Judge.PAIR_CAP + EXACTLY
                    ? Judge.PAIR_CAP
                    : Judge.CEILING;
            assertThat(candidate.confidence())
                    .as(candidate.cause())
                    .satisfiesAnyOf(
                            confidence -> assertThat(confidence).isCloseTo(share, within(EXACTLY)),
                            confidence -> assertThat(confidence).isCloseTo(capped, within(EXACTLY)))
                    .isLessThanOrEqualTo(Math.min(share, Judge.CEILING) + EXACTLY);
        });
        Set<String> told = new HashSet<>();
        verdict.candidates().forEach(candidate -> told.add(candidate.cause()));
        assertThat(weighed.bits().keySet())
                .filteredOn(cause -> weighed.share(cause) >= NEGLIGIBLE)
                .as("all that are likely enough are told")
                .containsExactlyInAnyOrderElementsOf(told);
    }

    @ParameterizedTest
    @MethodSource("scriptsAndKinds")
    void withoutOneKindOfClueEachCauseLosesExactlyItsBits(FailingScript script, ClueKind kind) {
        Played played = Played.of(script);
        Verdict full = played.judge(Set.of());
        Weighed all = Weighed.of(played, Set.of());
        Weighed without = Weighed.of(played, EnumSet.of(kind));
        Verdict reduced = played.judge(EnumSet.of(kind));

        assertThat(reduced.mechanism()).isEqualTo(full.mechanism());
        assertThat(without.bits().keySet())
                .as("no cause comes or goes with a clue")
                .isEqualTo(all.bits().keySet());
        assertThat(reduced.candidates()).allSatisfy(candidate -> {
            double lost = all.carriedBy(kind, candidate.cause());
            assertThat(candidate.bits())
                    .as(candidate.cause())
                    .isCloseTo(all.bits().getOrDefault(candidate.cause(), Double.NaN) - lost, within(EXACTLY));
            assertThat(candidate.clues()).noneMatch(clue -> clue.kind() == kind);
        });
        for (Candidate candidate : full.candidates()) {
            double left = candidate.bits() - all.carriedBy(kind, candidate.cause());
            assertThat(without.bits().get(candidate.cause())).isCloseTo(left, within(EXACTLY));
        }
    }

    /** Relative to the others: who loses less than the rest gains. */
    @ParameterizedTest
    @MethodSource("scriptsAndKinds")
    void confidenceMovesAsTheLostBitsSay(FailingScript script, ClueKind kind) {
        Played played = Played.of(script);
        Weighed all = Weighed.of(played, Set.of());
        Weighed without = Weighed.of(played, EnumSet.of(kind));
        Verdict full = played.judge(Set.of());
        Verdict reduced = played.judge(EnumSet.of(kind));

        for (String cause : all.bits().keySet()) {
            double rivalsKeep = rivalsWeight(without, cause) / rivalsWeight(all, cause);
            double ownKeeps = Math.pow(2, -all.carriedBy(kind, cause));
            int direction = Math.abs(ownKeeps - rivalsKeep) < EXACTLY ? 0 : Double.compare(ownKeeps, rivalsKeep);
            double moved = without.share(cause) - all.share(cause);
            assertThat(Math.abs(moved) < EXACTLY ? 0 : (int) Math.signum(moved))
                    .as(cause + " moved by " + moved)
                    .isIn(direction, 0);
            Double before = confidence(full, cause);
            Double after = confidence(reduced, cause);
            if (direction != 0
                    && before != null
                    && after != null
                    && before < Judge.PAIR_CAP
                    && after < Judge.PAIR_CAP) {
                assertThat(Double.compare(after, before)).as(cause).isEqualTo(direction);
            }
        }
    }

    private static double rivalsWeight(Weighed weighed, String cause) {
        double sum = 1;
        for (Map.Entry<String, Double> each : weighed.bits().entrySet()) {
            sum += each.getKey().equals(cause) ? 0 : Math.pow(2, each.getValue());
        }
        return sum;
    }

    private static @Nullable Double confidence(Verdict verdict, String cause) {
        for (Candidate candidate : verdict.candidates()) {
            if (candidate.cause().equals(cause)) {
                return candidate.confidence();
            }
        }
        return null;
    }

    @Test
    void everyKindOfClueCountsInSomeScript() {
        EnumSet<ClueKind> used = EnumSet.noneOf(ClueKind.class);
        for (FailingScript script : FailingScript.values()) {
            Weighed.of(Played.of(script), Set.of())
                    .clues()
                    .values()
                    .forEach(clues -> clues.forEach(clue -> used.add(clue.kind())));
        }

        // A script is one capture and nothing else: KernelWitnessTest, JointTest, LogJudgeTest and MeasuredCluesTest
        // have the rest.
        assertThat(used)
                .isEqualTo(EnumSet.complementOf(EnumSet.of(
                        ClueKind.KERNEL,
                        ClueKind.OTHER_CAPTURE,
                        ClueKind.LOG,
                        ClueKind.CONFIG,
                        ClueKind.MEASURED,
                        ClueKind.RATE)));
    }

    @Test
    void theMeasuredIdleTimeoutCarriesTheRaceThatHasOne() {
        Played played = Played.of(IdleStories.requestCrossesFin());
        double with = requireConfidence(played.judge(Set.of()));
        Verdict without = played.judge(EnumSet.of(ClueKind.POPULATION, ClueKind.IDLE_GAP, ClueKind.TIMER));

        assertThat(without.cause()).isEqualTo("keepalive-race");
        assertThat(without.confidence()).isLessThan(with);
    }

    @Test
    void withoutTheTtlABoxCannotBeToldFromAReboot() {
        Played played = Played.of(IdleStories.boxResetsALateRequest());
        List<String> causes = new ArrayList<>();
        Verdict without = played.judge(EnumSet.of(ClueKind.TTL));
        without.candidates().forEach(candidate -> causes.add(candidate.cause()));

        assertThat(causes).contains("half-open", "idle-firewall-reset");
        assertThat(without.confidence()).isLessThan(requireConfidence(played.judge(Set.of())));
    }

    private static double requireConfidence(Verdict verdict) {
        assertThat(verdict.chosen()).isNotNull();
        return verdict.confidence();
    }
}
