package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Analysis;
import dev.hangup.Endpoint;
import dev.hangup.comparison.Comparison;
import dev.hangup.comparison.Comparison.Outcome;
import dev.hangup.comparison.Exposure;
import dev.hangup.comparison.Rate;
import dev.hangup.comparison.Tally;
import dev.hangup.evidence.Ledger;
import dev.hangup.measurement.Advice;
import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.Manner.Word;
import dev.hangup.measurement.MeasurementReader;
import dev.hangup.measurement.Provocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was provoked, as it is told. */
class ProvocationReportTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final GapRange GAPS = new GapRange(4990 * MILLISECOND, 5010 * MILLISECOND);
    private static final Listening CLOSES_AT_5_S =
            new Listening("HTTP/1.1", List.of(new Close(5 * SECOND, new Manner(List.of(Word.FIN)))), null);

    private static Aimed aimed(long gapMillis, Reaction reaction, @Nullable String scenario) {
        long gap = gapMillis * MILLISECOND;
        return new Aimed(gap, gap, reaction, 1, 2 * MILLISECOND, 3 * MILLISECOND, 40_000, scenario);
    }

    /** A request each millisecond: answered, then lost before a close after 5 s, then not sent. */
    private static List<Aimed> aroundTheClose() {
        List<Aimed> all = new ArrayList<>();
        for (int gap = 4990; gap < 5010; gap++) {
            all.add(
                    gap == 4998
                            ? aimed(gap, Reaction.RESET, "rst-no-fin")
                            : gap == 4999
                                    ? aimed(gap, Reaction.CLOSED, "fin-cross")
                                    : aimed(gap, gap < 4998 ? Reaction.ANSWERED : Reaction.CLOSED_BEFORE, null));
        }
        return all;
    }

    private static Provocation provocation(
            @Nullable Listening idle, @Nullable GapRange gaps, List<Aimed> aimed, String unseen, String trouble) {
        return new Provocation(
                "http://c.test/",
                Endpoint.ofLiteral("2001:db8::1", 80),
                1_795_205_196 * SECOND,
                9 * SECOND,
                30,
                41,
                true,
                idle,
                gaps,
                aimed,
                unseen,
                trouble,
                "interrupted");
    }

    private static Provocation whole() {
        return provocation(CLOSES_AT_5_S, GAPS, aroundTheClose(), "", "");
    }

    private static String text(Provocation provocation, boolean colour) {
        return text(provocation, colour, 200);
    }

    private static String text(Provocation provocation, boolean colour, int width) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ProvocationText(new PrintStream(out, true, StandardCharsets.UTF_8), colour, width).write(provocation);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void peopleGetAHistogramAndTheObservedBesideThePredicted() {
        assertThat(text(whole(), false))
                .startsWith("http://c.test/  provoked 2026-11-20T")
                .contains(
                        "by 30 connections and 41 requests",
                        "stopped early: interrupted",
                        "[2001:db8::1]:80\n",
                        "idle gaps of 4.9900-5.0100 s",
                        "looks for a FIN before it sends",
                        // Four lines of 5 ms; of the gaps from 4.995 s on 3 were answered.
                        "4.9950-5.0000 s         3    1    1        0              0  ...RE\n",
                        "5.0050-5.0100 s         0    0    0        0              5  -----\n",
                        "2 of 20 aimed requests met the close: 10.0 %",
                        "1 RST, 1 EOF",
                        // Sent in the 2 ms before 5 s, without the end: 4.998 and 4.999; with 3 ms, 4.997 too.
                        "10.0 % to 15.0 %, from 1 idle connection that only listened",
                        "the observed share agrees",
                        "1 fin-cross",
                        "1 rst-no-fin",
                        "What to change",
                        "--gaps 4.9900-5.0100 --attempts 20");
    }

    private static String printed(Provocation provocation) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProvocationJson.write(out, provocation);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** So that compare can count the hits, and explain and lint know the idle timeout. */
    @Test
    void whatProgramsGetIsEvidence() {
        Provocation bare = provocation(null, null, List.of(), "no tcpdump", "nobody listened");
        String both = printed(whole()) + printed(bare);

        assertThat(MeasurementReader.recognises(both)).isTrue();
        assertThat(MeasurementReader.read(both, (what, line) -> {}).provocations())
                .containsExactly(whole(), bare);
        assertThat(MeasurementReader.read(both, (what, line) -> {
                            throw new AssertionError(what);
                        })
                        .measurements())
                .containsExactly(whole().measurement(), bare.measurement());
        assertThat(whole().measurement().instances().get(0).listening()).containsExactly(CLOSES_AT_5_S);
    }

    @Test
    void comparisonsCountTheHits(@TempDir Path folder) throws IOException {
        Path before = Files.writeString(
                folder.resolve("before.json"), printed(whole()).repeat(10));
        List<Aimed> answered = whole().aimed().stream()
                .map(one -> aimed(one.gapNanos() / MILLISECOND, Reaction.ANSWERED, null))
                .toList();
        Path after = Files.writeString(
                folder.resolve("after.json"),
                printed(provocation(null, GAPS, answered, "", "")).repeat(10));
        Comparison comparison = Comparison.of(tally(before), tally(after));

        assertThat(comparison.outcome()).isEqualTo(Outcome.BETTER);
        assertThat(comparison.changes()).singleElement().satisfies(change -> {
            assertThat(change.unit()).isEqualTo(Exposure.AIMED);
            assertThat(change.before()).isEqualTo(new Rate(20, 200));
            assertThat(change.after()).isEqualTo(new Rate(0, 200));
        });
    }

    private static Tally tally(Path file) throws IOException {
        Analysis analysis = new Analysis(false, null, new Ledger(), verdict -> {});
        try (InputStream in = Files.newInputStream(file)) {
            analysis.add(file.toString(), in, true, bytes -> {});
        }
        return Tallies.of(file.toString(), analysis.report());
    }

    @Test
    void farMoreHitsThanPredictedDoNotAgree() {
        List<Aimed> lost = new ArrayList<>();
        for (int gap = 4990; gap < 5010; gap++) {
            lost.add(aimed(gap, Reaction.RESET, null));
        }

        assertThat(text(provocation(CLOSES_AT_5_S, GAPS, lost, "no capture was wanted", ""), false))
                .contains("does not agree", "not told apart beyond RST and EOF: no capture was wanted");
    }

    @Test
    void noneOfManySaysHowManyThereMayBe() {
        List<Aimed> answered = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answered.add(aimed(4990 + i % 20, Reaction.ANSWERED, null));
        }

        assertThat(text(provocation(new Listening("HTTP/1.1", List.of(), null), GAPS, answered, "", ""), false))
                .contains(
                        "0 of 300 aimed requests met the close: 0.00 % (95 %: 0.00 % to 0.99 %)",
                        "more attempts say more: --gaps 4.9900-5.0100 --attempts 1500")
                .doesNotContain("What to change");
    }

    @Test
    void noMoreAttemptsAreAdvisedThanCanBeMade() {
        List<Aimed> answered = Collections.nCopies(9_999, aimed(4990, Reaction.ANSWERED, null));

        assertThat(text(provocation(null, GAPS, answered, "", ""), false)).contains("--attempts 10000\n");
        assertThat(text(provocation(null, GAPS, Collections.nCopies(10_000, answered.get(0)), "", ""), false))
                .doesNotContain("--attempts");
    }

    @Test
    void oneGapIsOneLine() {
        List<Aimed> answered = Collections.nCopies(200, aimed(5000, Reaction.ANSWERED, null));
        GapRange one = new GapRange(5 * SECOND, 5 * SECOND);

        assertThat(text(provocation(CLOSES_AT_5_S, one, answered, "", ""), false)
                        .lines())
                .filteredOn(line -> line.startsWith("    5.0000-5.0000 s"))
                .singleElement()
                .asString()
                .contains(" 200 ");
    }

    /** Nobody had connected before it was stopped, so that there is no round trip to be told. */
    @Test
    void roundTripThatWasNotMeasuredIsNotAdvised() {
        Provocation stopped = provocation(CLOSES_AT_5_S, GAPS, List.of(), "", "");

        assertThat(Advice.of(stopped))
                .first()
                .asString()
                .endsWith(", less 1 s for a client that is late.")
                .doesNotContain("round trip");
        assertThat(Advice.of(whole())).first().asString().contains("less a round trip of 2.00 ms and 1 s for");
    }

    @Test
    void lineWithManyRequestsIsShortenedAndNoneOfThemHidden() {
        List<Aimed> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(aimed(4990 + i % 20, Reaction.ANSWERED, null));
        }
        many.add(aimed(4990, Reaction.RESET, null));

        assertThat(text(provocation(CLOSES_AT_5_S, GAPS, many, "", ""), false).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(200))
                .anySatisfy(line -> assertThat(line).matches(" +4\\.9900.* 1000 +1 +0 +0 +0 +\\.+R"));
    }

    @Test
    void narrowPageHasLettersForNamesAndTheWholeLegend() {
        assertThat(text(whole(), false, 60))
                .contains(
                        "    idle gap         .  R  E  S  -\n",
                        "    4.9950-5.0000 s  3  1  1  0  0  ...RE\n",
                        "    5.0050-5.0100 s  0  0  0  0  5  -----\n",
                        "    . answered   R RST   E FIN without an answer   S silence\n",
                        "    - closed before, not sent\n");
    }

    @Test
    void barThatWouldBeTooShortIsLeftOutAndTheNumbersAreNot() {
        GapRange late = new GapRange(3600 * SECOND, 3601 * SECOND);
        List<Aimed> answered = Collections.nCopies(20_000, aimed(3_600_000, Reaction.ANSWERED, null));

        assertThat(text(provocation(null, late, answered, "", ""), false, 60))
                .contains(
                        "    idle gap                 .      R      E      S      -\n",
                        "    3600.000-3600.050 s  20000      0      0      0      0\n");
    }

    @Test
    void failuresAreColouredOnATerminalOnly() {
        assertThat(text(whole(), true)).contains("\033[1;31mR\033[0m");
        assertThat(text(whole(), false)).doesNotContain("\033");
    }

    @Test
    void widelySpreadClosesAreSaidToBe() {
        Listening swept = new Listening(
                "HTTP/1.1",
                List.of(
                        new Close(5 * SECOND, new Manner(List.of(Word.FIN))),
                        new Close(6 * SECOND, new Manner(List.of(Word.FIN)))),
                null);

        assertThat(text(provocation(swept, new GapRange(5 * SECOND, 6 * SECOND), aroundTheClose(), "", ""), false))
                .contains("the closes are 1.00 s apart");
        assertThat(text(whole(), false)).doesNotContain("apart, as of");
    }

    @Test
    void whyNothingWasAimedIsTold() {
        assertThat(text(provocation(null, null, List.of(), "", "Connection refused"), false))
                .contains("Connection refused")
                .doesNotContain("Failures by idle gap");
    }

    @Test
    void programsGetWhatTheSchemaSays() {
        JsonNode schema = new JsonMapper().readTree(Schemas.text(Schemas.PROVOKE));
        JsonNode whole = json(provocation(CLOSES_AT_5_S, GAPS, aroundTheClose(), "no tcpdump", "trouble"));

        for (JsonNode written :
                List.of(whole, json(whole()), json(provocation(null, null, List.of(), "", "Connection refused")))) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(schema)
                            .validate(written))
                    .isEmpty();
        }
        assertThat(whole.propertyNames())
                .containsExactlyInAnyOrderElementsOf(schema.at("/properties").propertyNames());
        ObjectNode broken = (ObjectNode) json(whole());
        broken.putObject("round_trip");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Schemas.text(Schemas.PROVOKE))
                        .validate(broken))
                .as("what is referred to has a say")
                .isNotEmpty();
        assertThat(whole.at("/aimed/9").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        schema.at("/properties/aimed/items/properties").propertyNames());
        assertThat(whole.at("/predicted/agrees").asBoolean()).isTrue();
        assertThat(whole.at("/hits").asInt()).isEqualTo(2);
        assertThat(whole.at("/aimed/8/reaction").asString()).isEqualTo("reset");
    }

    private static JsonNode json(Provocation provocation) {
        return new JsonMapper().readTree(printed(provocation));
    }
}
