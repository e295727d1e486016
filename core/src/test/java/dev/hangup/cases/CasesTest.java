package dev.hangup.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Real failures and real healthy traffic get the verdict that is true of them. */
class CasesTest {
    private static final int LEAST_CASES = 30;
    private static final double LEAST_DECIDABLE = 0.8;
    private static final int LARGEST_CAPTURE = 300_000;
    private static final long LARGEST_TOTAL = 6_000_000;

    @TestFactory
    Stream<DynamicTest> everyConnectionGetsItsVerdict() throws IOException {
        return CaseFolder.all().stream().map(folder -> dynamicTest(folder.name(), () -> check(folder)));
    }

    private static void check(CaseFolder folder) throws IOException {
        SoftAssertions softly = new SoftAssertions();
        assertThat(folder.captures()).as("captures").isNotEmpty();
        for (String capture : folder.captures()) {
            List<Outcome> outcomes = folder.explain(capture).outcomes();
            assertThat(outcomes).as(capture).isNotEmpty();
            for (Outcome outcome : outcomes) {
                check(capture, outcome, folder.truth(capture, outcome), softly);
            }
            softly.assertThat(unseen(folder, capture, outcomes))
                    .as(capture + ": connections of case.yaml that are not there")
                    .isEmpty();
        }
        softly.assertAll();
    }

    private static void check(String capture, Outcome outcome, @Nullable Truth truth, SoftAssertions softly) {
        String where = capture + " " + outcome.client() + " frame " + outcome.firstFrame();
        if (truth == null || !truth.isFailure()) {
            softly.assertThat(outcome.cause()).as(where + ": nobody was hurt").isEqualTo(Outcome.HEALTHY);
            return;
        }
        if (truth.decidable()) {
            softly.assertThat(outcome.cause()).as(where).isEqualTo(truth.cause());
            checkIfGiven(where + " variant", outcome.variant(), truth.variant(), softly);
            checkIfGiven(where + " culprit", outcome.culprit(), truth.culprit(), softly);
            checkIfGiven(where + " closed_by", outcome.closedBy(), truth.closedBy(), softly);
            return;
        }
        Set<String> named = new HashSet<>(outcome.alternatives());
        named.add(outcome.cause());
        softly.assertThat(named).as(where + ": undecidable").containsAnyElementsOf(truth.allowed());
    }

    private static void checkIfGiven(String where, String actual, @Nullable String expected, SoftAssertions softly) {
        if (expected != null) {
            softly.assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private static List<String> unseen(CaseFolder folder, String capture, List<Outcome> outcomes) {
        List<String> unseen = new ArrayList<>();
        for (Truth truth : folder.truths()) {
            for (String client : truth.captures().contains(capture) ? truth.clients() : List.<String>of()) {
                if (outcomes.stream()
                        .noneMatch(outcome -> outcome.client().equals(client) && truth.isAbout(capture, outcome))) {
                    unseen.add(client);
                }
            }
        }
        return unseen;
    }

    @Test
    void truthIsAboutCapturesThatAreThere() throws IOException {
        assertThat(CaseFolder.all())
                .allSatisfy(folder -> assertThat(folder.truths())
                        .allSatisfy(truth -> assertThat(folder.captures()).containsAll(truth.captures())));
    }

    @Test
    void manyCasesOfFailuresAndOfHealthyTraffic() throws IOException {
        List<CaseFolder> folders = CaseFolder.all();

        assertThat(folders).hasSizeGreaterThanOrEqualTo(LEAST_CASES);
        assertThat(folders).filteredOn(CasesTest::hasFailures).hasSizeGreaterThanOrEqualTo(LEAST_CASES / 2);
        assertThat(folders).filteredOn(folder -> !hasFailures(folder)).hasSizeGreaterThanOrEqualTo(LEAST_CASES / 2);
    }

    @Test
    void nearMissesHoldNoFailure() throws IOException {
        assertThat(CaseFolder.all())
                .filteredOn(folder -> folder.name().endsWith("_not"))
                .isNotEmpty()
                .noneMatch(CasesTest::hasFailures);
    }

    @Test
    void mostFailuresAreDecidable() throws IOException {
        int decidable = 0;
        int failures = 0;
        for (CaseFolder folder : CaseFolder.all()) {
            for (Truth truth : folder.truths()) {
                int connections = truth.isFailure()
                        ? truth.captures().size() * truth.clients().size()
                        : 0;
                failures += connections;
                decidable += truth.decidable() ? connections : 0;
            }
        }

        assertThat(decidable / (double) failures)
                .as(decidable + " of " + failures + " failing connections are decidable")
                .isGreaterThanOrEqualTo(LEAST_DECIDABLE);
    }

    @Test
    void capturesAreSmall() throws IOException {
        long total = 0;
        for (CaseFolder folder : CaseFolder.all()) {
            for (String capture : folder.captures()) {
                int size = folder.bytes(capture).length;
                assertThat(size).as(folder + "/" + capture).isLessThan(LARGEST_CAPTURE);
                total += size;
            }
        }

        assertThat(total).isLessThan(LARGEST_TOTAL);
    }

    private static boolean hasFailures(CaseFolder folder) {
        return folder.truths().stream().anyMatch(Truth::isFailure);
    }
}
