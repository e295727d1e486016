package dev.hangup.provoke;

import static dev.hangup.staged.Staging.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hangup.Analysis;
import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Comparison;
import dev.hangup.comparison.Rate;
import dev.hangup.comparison.Tally;
import dev.hangup.evidence.Ledger;
import dev.hangup.lab.program.Nginx;
import dev.hangup.lab.program.Node;
import dev.hangup.report.Tallies;
import dev.hangup.staged.Json;
import dev.hangup.staged.Program;
import dev.hangup.staged.Staging;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The race against real servers in namespaces of the lab; skipped, with the reason, where they cannot be had. */
@Execution(ExecutionMode.CONCURRENT)
class RealRaceTest {
    private static final int PORT = 8080;
    /** Without a round trip one or two in a hundred hit: that none of so many does happens once in hundreds of runs. */
    private static final int ATTEMPTS = 400;

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void needsTheLab() {
        Program.assumeLab("nginx", "node");
    }

    /** Closes what is idle for a second, or for ten. */
    private static Staging server(String name, boolean mended) {
        return name.startsWith("nginx")
                ? at(
                        stage -> net ->
                                Nginx.start(stage, net.server(), PORT, "keepalive_timeout " + (mended ? 10 : 1) + "s;"),
                        "http")
                // Node closes a second later than it is told.
                : at(
                        stage -> net ->
                                Node.start(stage, net.server(), PORT, "keepAliveTimeout=" + (mended ? 9000 : 100)),
                        "http");
    }

    private String provoke(String name, int roundTripMillis, boolean mended, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("provoke", "--attempts", Integer.toString(ATTEMPTS), "--margin", "2", "--rate", "100"));
        arguments.addAll(List.of(options));
        return Program.run(
                arguments,
                name,
                Duration.ofMillis(roundTripMillis),
                server(name, mended),
                folder.resolve(mended ? "mended" : "broken"));
    }

    @ParameterizedTest
    @CsvSource({"nginx, 0", "node, 0", "nginx, 20", "node, 20", "node-ipv6, 20"})
    void requestsMeetTheCloseAsOftenAsPredictedAndNotOnceAfterTheRemedy(String name, int roundTripMillis) {
        String before = provoke(name, roundTripMillis, false);
        Json broken = Json.of(before);

        assertThat(broken.at("attempts").value()).isEqualTo(ATTEMPTS);
        assertThat(broken.at("hits").number()).isPositive();
        // The least may be none: one close alone, far from the others, may lie between two gaps.
        assertThat(broken.at("predicted/most_share").number()).isPositive();
        assertThat(broken.at("predicted/agrees").value())
                .as("%s", broken.at("predicted"))
                .isEqualTo(true);
        assertThat(broken.at("aimed").all().stream()
                        .filter(one -> List.of("reset", "closed")
                                .contains(one.at("reaction").value()))
                        .map(one -> one.at("scenario").value()))
                .as("the own capture knows every hit")
                .isNotEmpty()
                .isSubsetOf("rst-no-fin", "fin-cross", "fin-ignored");

        String after = provoke(
                name,
                roundTripMillis,
                true,
                "--gaps",
                broken.at("gaps/from_seconds").value() + "-"
                        + broken.at("gaps/to_seconds").value());

        Json mended = Json.of(after);

        assertThat(mended.at("hits").value()).isEqualTo(0);
        assertThat(mended.at("predicted/most_share").number()).isZero();
        assertThat(mended.at("aimed").each("reaction")).hasSize(ATTEMPTS).containsOnly("answered");
        assertThat(comparison(before, after).changes()).singleElement().satisfies(change -> {
            assertThat(change.after()).isEqualTo(new Rate(0, ATTEMPTS));
            assertThat(change.after().upper(change.unit())).isLessThan(0.01);
            if (roundTripMillis > 0) {
                // Half of them had been lost.
                assertThat(change.direction()).isEqualTo(Direction.FELL);
            }
        });
    }

    private static Comparison comparison(String before, String after) {
        return Comparison.of(tally(before), tally(after));
    }

    private static Tally tally(String printed) {
        Analysis analysis = new Analysis(false, null, new Ledger(), verdict -> {});
        analysis.add(
                "provoke.json", new ByteArrayInputStream(printed.getBytes(StandardCharsets.UTF_8)), true, bytes -> {});
        return Tallies.of("provoke.json", analysis.report());
    }
}
