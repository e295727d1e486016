package dev.hangup.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Comparison.Applied;
import dev.hangup.comparison.Comparison.Outcome;
import dev.hangup.comparison.Tally.Aimed;
import dev.hangup.comparison.Tally.Captured;
import dev.hangup.comparison.Tally.Failures;
import dev.hangup.comparison.Tally.Loaded;
import dev.hangup.comparison.Tally.Logged;
import dev.hangup.comparison.Tally.Setup;
import dev.hangup.config.Configs;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final long SECOND = 1_000_000_000L;

    /** 100 connections with 3000 requests, 2900 of them reuses. */
    private static Tally captured(Map<String, Failures> causes, List<IdleLimit> limits, List<HopEnd> ends) {
        return new Tally(
                "evidence",
                new Captured(
                        Map.of(Exposure.CONNECTIONS, 100.0, Exposure.REQUESTS, 3000.0, Exposure.REUSES, 2900.0),
                        causes.values().stream().mapToLong(Failures::count).sum(),
                        causes,
                        0),
                Logged.NONE,
                Aimed.NONE,
                Loaded.NONE,
                new Setup(ends, limits, Map.of()));
    }

    private static Tally captured(Map<String, Failures> causes) {
        return captured(causes, List.of(), List.of());
    }

    private static Tally logged(Map<String, Long> symptoms, double lines, double hours) {
        return new Tally(
                "logs", Captured.NONE, new Logged(symptoms, lines, hours), Aimed.NONE, Loaded.NONE, Setup.NONE);
    }

    private static List<HopEnd> nginx(String idle) {
        String text = "http { server { listen 8080; keepalive_timeout " + idle + "; return 200; } }\n";
        return Configs.read(new Source("nginx.conf", text, (what, line) -> {})).ends();
    }

    private static IdleLimit closes(double seconds) {
        long nanos = (long) (seconds * SECOND);
        return new IdleLimit("10.0.0.2:8080", nanos, nanos + SECOND / 100, 3, "probe");
    }

    private static final Failures RACES = new Failures(16, Exposure.REUSES);
    private static final Failures REFUSALS = new Failures(20, Exposure.CONNECTIONS);

    @Test
    void whatIsGoneBeyondChanceIsBetter() {
        Comparison comparison = Comparison.of(captured(Map.of("keepalive-race", RACES)), captured(Map.of()));

        assertThat(comparison.outcome()).isEqualTo(Outcome.BETTER);
        assertThat(comparison.changes()).extracting(Change::what).containsExactly("keepalive-race", Comparison.ALL);
        assertThat(comparison.changes().get(0).unit()).isEqualTo(Exposure.REUSES);
        assertThat(comparison.changes().get(0).before().exposure()).isEqualTo(2900);
    }

    @Test
    void oneCauseInPlaceOfAnotherIsNotBetter() {
        Comparison comparison = Comparison.of(
                captured(Map.of("keepalive-race", RACES)), captured(Map.of("connection-refused", REFUSALS)));

        assertThat(comparison.outcome()).isEqualTo(Outcome.MIXED);
    }

    @Test
    void equalSidesAreTheSame() {
        Tally tally = captured(Map.of("keepalive-race", RACES));

        assertThat(Comparison.of(tally, tally).outcome()).isEqualTo(Outcome.SAME);
        assertThat(Comparison.of(captured(Map.of()), captured(Map.of())).outcome())
                .isEqualTo(Outcome.SAME);
    }

    @Test
    void logsCountAgainstRequestsWhereBothHaveThem() {
        Comparison byLines = Comparison.of(
                logged(Map.of("RST received", 40L), 10_000, 24), logged(Map.of("RST received", 40L), 100_000, 24));
        Comparison byHours = Comparison.of(
                logged(Map.of("RST received", 40L), 10_000, 24), logged(Map.of("RST received", 40L), 0, 24));

        assertThat(byLines.outcome()).isEqualTo(Outcome.BETTER);
        assertThat(byHours.outcome()).isEqualTo(Outcome.SAME);
        assertThat(byHours.changes()).allMatch(change -> change.unit() == Exposure.HOURS);
    }

    @Test
    void loadsAreComparedByOutcome() {
        Comparison comparison =
                Comparison.of(loaded("10 a second", Map.of("refused", 30L)), loaded("10 a second", Map.of("RST", 1L)));

        assertThat(comparison.outcome()).isEqualTo(Outcome.BETTER);
        assertThat(comparison.changes()).extracting(Change::what).containsExactly("RST", "refused", Comparison.ALL);
        assertThat(comparison.changes())
                .extracting(Change::direction)
                .containsExactly(Direction.CHANCE, Direction.FELL, Direction.FELL);
    }

    private static Tally loaded(String loading, Map<String, Long> outcomes) {
        return new Tally(
                "load", Captured.NONE, Logged.NONE, Aimed.NONE, new Loaded(1000, loading, outcomes), Setup.NONE);
    }

    @Test
    void loadsMadeDifferentlyCannotBeSetAgainstEachOther() {
        Comparison comparison = Comparison.of(
                loaded("10 a second", Map.of("refused", 30L)), loaded("2 a second", Map.of("refused", 0L)));

        assertThat(comparison.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(comparison.changes())
                .allMatch(change -> change.direction() == Direction.UNKNOWN)
                .allMatch(change -> change.obstacle().contains("10 a second; after: 2 a second"));
    }

    @Test
    void captureAndLogHaveNothingInCommon() {
        Comparison comparison =
                Comparison.of(captured(Map.of("keepalive-race", RACES)), logged(Map.of("RST received", 4L), 0, 24));

        assertThat(comparison.outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(comparison.isEmpty()).isTrue();
        assertThat(comparison.changes()).allMatch(change -> change.direction() == Direction.UNKNOWN);
    }

    @Test
    void settingsThatDifferAreTold() {
        Comparison comparison =
                Comparison.of(captured(Map.of(), List.of(), nginx("5s")), captured(Map.of(), List.of(), nginx("65s")));

        assertThat(comparison.settings()).singleElement().satisfies(change -> {
            assertThat(change.name()).isEqualTo("keepalive_timeout");
            assertThat(change.before())
                    .isNotNull()
                    .satisfies(was -> assertThat(was.value()).isEqualTo("5s"));
            assertThat(change.after())
                    .isNotNull()
                    .satisfies(is -> assertThat(is.value()).isEqualTo("65s"));
        });
    }

    @Test
    void withoutAConfigurationOfBothSidesNoSettingCameOrWent() {
        assertThat(Comparison.of(captured(Map.of(), List.of(), nginx("5s")), captured(Map.of()))
                        .settings())
                .isEmpty();
    }

    @Test
    void aNewSettingIsInEffectWhenTheServerDoesWhatItSays() {
        assertThat(applied(closes(65.2)))
                .singleElement()
                .extracting(Applied::isInEffect)
                .isEqualTo(true);
        assertThat(applied(closes(5.0)))
                .singleElement()
                .extracting(Applied::isInEffect)
                .isEqualTo(false);
    }

    @Test
    void anotherServerSaysNothingAboutIt() {
        assertThat(applied(new IdleLimit("10.0.0.2:9090", 5 * SECOND, 5 * SECOND, 3, "probe")))
                .isEmpty();
    }

    private static List<Applied> applied(IdleLimit limit) {
        return Comparison.of(
                        captured(Map.of(), List.of(closes(5.0)), nginx("5s")),
                        captured(Map.of(), List.of(limit), nginx("65s")))
                .applied();
    }
}
