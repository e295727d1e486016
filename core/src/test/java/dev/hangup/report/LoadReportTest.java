package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Endpoint;
import dev.hangup.measurement.Latency;
import dev.hangup.measurement.Latency.Quantile;
import dev.hangup.measurement.Load;
import dev.hangup.measurement.Load.Arrivals;
import dev.hangup.measurement.LoadFindings;
import dev.hangup.measurement.LoadGap;
import dev.hangup.measurement.LoadStep;
import dev.hangup.measurement.MeasurementReader;
import dev.hangup.measurement.Outcome;
import dev.hangup.measurement.Outcomes;
import dev.hangup.measurement.ServerBeside;
import dev.hangup.measurement.ServerBeside.Descriptors;
import dev.hangup.measurement.ServerBeside.Queue;
import dev.hangup.measurement.ServerBeside.TurnedAway;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a load showed, as it is told. */
class LoadReportTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final Latency LATENCY =
            new Latency(100, List.of(new Quantile(0.5, 3 * MILLISECOND), new Quantile(0.99, 2 * SECOND)), 4 * SECOND);

    private static Outcomes answered(long count) {
        return new Outcomes(Map.of(Outcome.ANSWERED, count), LATENCY, null);
    }

    private static Outcomes with(Outcome outcome, long count) {
        return new Outcomes(Map.of(Outcome.ANSWERED, 100L, outcome, count), LATENCY, LATENCY);
    }

    private static LoadStep step(double perSecond, Outcomes outcomes, @Nullable ServerBeside server) {
        return new LoadStep(perSecond, 10 * SECOND, outcomes, 3, 97, 2 * MILLISECOND, server);
    }

    private static Load load(List<LoadStep> steps, Outcomes unpooled, List<LoadGap> gaps) {
        return new Load(
                "http://a.test/",
                Endpoint.ofLiteral("2001:db8::1", 80),
                1_795_205_196 * SECOND,
                30 * SECOND,
                new Arrivals(42, 100, 0, true, 5 * SECOND),
                steps,
                unpooled,
                gaps,
                "",
                "",
                "");
    }

    private static Load whole() {
        Map<Outcome, Long> all =
                Arrays.stream(Outcome.values()).collect(Collectors.toMap(Function.identity(), outcome -> 2L));
        Load load = load(
                List.of(
                        step(5, answered(100), null),
                        step(
                                20.5,
                                new Outcomes(all, LATENCY, LATENCY),
                                new ServerBeside(
                                        new Queue(129, 128), new TurnedAway(7, 9), new Descriptors(1024, 1024))),
                        step(
                                1000,
                                new Outcomes(all, LATENCY, LATENCY),
                                new ServerBeside(null, null, new Descriptors(5, -1)))),
                answered(3),
                List.of(
                        new LoadGap(0, 10 * MILLISECOND, answered(90), 0),
                        new LoadGap(630 * MILLISECOND, SECOND, with(Outcome.RESET, 2), 4)));
        return new Load(
                load.target(),
                load.endpoint(),
                load.startNanos(),
                load.tookNanos(),
                new Arrivals(42, 100, SECOND, false, 5 * SECOND),
                load.steps(),
                load.unpooled(),
                load.gaps(),
                "something was unseen",
                "no route to it",
                "interrupted");
    }

    private static String text(Load load) {
        return text(load, 200);
    }

    private static String text(Load load, int width) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LoadText(new PrintStream(out, true, StandardCharsets.UTF_8), false, width).write(load);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Each of its words stands whole somewhere on the wide page. */
    @ParameterizedTest
    @ValueSource(ints = {60, 70, 80})
    void narrowPageBreaksNoWord(int width) {
        Set<String> known = new HashSet<>(words(text(whole(), 300)));
        known.addAll(Set.of("rate/s", "ans./s", "asked", "closed", "overfl.", "files", "due,", "below", "sent"));

        assertThat(text(whole(), width).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(words(text(whole(), width)))
                .filteredOn(word -> word.matches("[a-z./,;:]+") && !known.contains(word))
                .isEmpty();
    }

    private static List<String> words(String text) {
        return List.of(text.split("\\s+"));
    }

    private static String printed(Load load) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LoadJson.write(out, load);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(Load load) {
        return new JsonMapper().readTree(printed(load));
    }

    /** Compare counts what came of it; two outcomes of each kind in two of the steps, one of which also has 100 answers. */
    @Test
    void whatProgramsGetIsEvidence() {
        assertThat(MeasurementReader.recognises(printed(whole()))).isTrue();
        assertThat(MeasurementReader.read(printed(whole()), (what, line) -> {}).loads())
                .singleElement()
                .satisfies(load -> {
                    assertThat(load.target()).isEqualTo("http://a.test/");
                    assertThat(load.counts())
                            .containsEntry(Outcome.ANSWERED, 104L)
                            .containsEntry(Outcome.RESET, 4L)
                            .containsEntry(Outcome.POOL_TIMEOUT, 4L);
                    assertThat(load.requests()).isEqualTo(104 + 4L * (Outcome.values().length - 2));
                });
        assertThat(MeasurementReader.read(printed(whole()), (what, line) -> {
                            throw new AssertionError(what);
                        })
                        .measurements())
                .singleElement()
                .satisfies(measurement -> assertThat(measurement.instances()).isEmpty());
    }

    @Test
    void peopleGetRatesGapsAndWhatStandsBeside() {
        assertThat(text(whole()))
                .startsWith("http://a.test/  loaded at [2001:db8::1]:80 2026-11-20T")
                .contains(
                        "stopped early: interrupted",
                        "seed 42",
                        "closed after 1.00 s; whether the server closed them is not looked at",
                        "first: no route to it",
                        "2 RST, 2 EOF before the answer, 2 refused, 2 timed out connecting, 2 timed out unanswered",
                        "3.00 ms    -  2.00 s      -   4.00 s",
                        "below 10.0 ms",
                        "0.630 s to 1.00 s",
                        "The server beside it: something was unseen",
                        "any number")
                .contains("    20.5    129  128          7      9        1,024  1,024");
    }

    @Test
    void programsGetWhatTheSchemaSays() {
        JsonNode schema = new JsonMapper().readTree(Schemas.text(Schemas.LOAD));

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(json(whole())))
                .isEmpty();
        assertThat(json(whole()).propertyNames())
                .containsExactlyInAnyOrderElementsOf(schema.at("/properties").propertyNames());
        assertThat(json(whole()).at("/steps/1").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        schema.at("/$defs/step/properties").propertyNames());
        assertThat(json(whole()).at("/gaps/1").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        schema.at("/$defs/gap/properties").propertyNames());
        assertThat(json(whole()).at("/steps/1/outcomes/pool-timeout").asInt()).isEqualTo(2);
        assertThat(json(whole()).at("/steps/2/server/descriptors").has("limit")).isFalse();
        assertThat(json(whole()).at("/gaps/1/closed_idle").asInt()).isEqualTo(4);
    }

    @Test
    void healthyLoadAccusesNobody() {
        assertThat(LoadFindings.of(load(List.of(step(5, answered(100), null)), answered(3), List.of())))
                .containsExactly("None of 100 requests failed.");
    }

    @Test
    void whyItWasStoppedIsToldFirst() {
        assertThat(LoadFindings.of(whole()))
                .startsWith(
                        "The load was stopped at 1,000 a second, before its time: interrupted.",
                        "The first rate at which requests failed is 20.5 a second: 16 of 20 did.");
    }

    @Test
    void fullQueueAndLackOfDescriptorsAreToldOnce() {
        assertThat(LoadFindings.of(whole()))
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains("accept queue was full, first at 20.5 a second", "129", "128", "7 times"))
                .anySatisfy(sentence -> assertThat(sentence).contains("1,024 of 1,024 descriptors"));
    }

    @Test
    void overflowOfSomebodysQueueIsNotHeldAgainstThisOne() {
        ServerBeside server = new ServerBeside(new Queue(3, 128), new TurnedAway(50, 50), null);

        assertThat(LoadFindings.of(load(List.of(step(5, answered(100), server)), answered(3), List.of())))
                .containsExactly("None of 100 requests failed.");
    }

    @Test
    void lossesOnReusedConnectionsAloneLookLikeTheRace() {
        List<LoadStep> steps = List.of(step(5, with(Outcome.CLOSED, 2), null));
        List<LoadGap> gaps = List.of(
                new LoadGap(0, 10 * MILLISECOND, answered(90), 0),
                new LoadGap(630 * MILLISECOND, SECOND, with(Outcome.CLOSED, 2), 1),
                new LoadGap(SECOND, 1600 * MILLISECOND, answered(0), 4));

        assertThat(LoadFindings.of(load(steps, answered(3), gaps)))
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains(
                                "idle for 0.630 s to 1.00 s lost 2 requests",
                                "ended 5 connections",
                                "0.630 s to 1.60 s"));
        assertThat(LoadFindings.of(load(steps, with(Outcome.CLOSED, 1), gaps)))
                .as("new connections are lost as well")
                .noneSatisfy(sentence -> assertThat(sentence).contains("idle for"));
    }

    @Test
    void quantilesNeedEnoughRequests() {
        assertThat(Latency.isShown(0.9, 9)).isFalse();
        assertThat(Latency.isShown(0.9, 10)).isTrue();
        assertThat(Latency.isShown(0.99, 99)).isFalse();
        assertThat(Latency.isShown(0.99, 100)).isTrue();
        assertThat(Latency.isShown(0.999, 999)).isFalse();
        assertThat(Latency.isShown(0.999, 1000)).isTrue();
    }
}
