package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Endpoint;
import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.Manner.Word;
import dev.hangup.measurement.Measurement;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.measurement.ResetOrigin;
import dev.hangup.measurement.Tls;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as it is told. */
class MeasurementReportTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final Manner TLS_END = new Manner(List.of(Word.CLOSE_NOTIFY, Word.FIN));

    private static Instance whole() {
        return new Instance(
                Endpoint.ofLiteral("2001:db8::1", 443),
                "one of them was refused",
                new Interval(10 * MILLISECOND, 12 * MILLISECOND, 3),
                new Advertised(30, 100, false),
                List.of(new HttpVersion("HTTP/1.1", true, "answered 200")),
                new Tls("TLSv1.3", List.of("a.test", "b.test"), 1_700_000_000, 1_800_000_000, "it is not for c.test"),
                List.of(
                        new Listening(
                                "HTTP/1.1",
                                List.of(new Close(5003 * MILLISECOND, TLS_END), new Close(5001 * MILLISECOND, TLS_END)),
                                new Interval(9 * SECOND, 9 * SECOND, 1)),
                        new Listening(
                                "HTTP/2", List.of(new Close(SECOND, new Manner(Arrays.asList(Word.values())))), null)),
                new LateRequests(List.of(
                        new LateRequest(2 * SECOND, Reaction.ANSWERED, MILLISECOND),
                        new LateRequest(3 * SECOND, Reaction.SILENCE, SECOND),
                        new LateRequest(4 * SECOND, Reaction.CLOSED_BEFORE, 0))),
                new LateRequests(List.of(
                        new LateRequest(2 * SECOND, Reaction.ANSWERED, MILLISECOND),
                        new LateRequest(3 * SECOND, Reaction.GOAWAY, MILLISECOND),
                        new LateRequest(4 * SECOND, Reaction.RST_STREAM, MILLISECOND))),
                Reaction.RESET,
                new RequestLimit(100, true, true),
                new HeaderTimeout(60 * SECOND, TLS_END),
                new ResetOrigin(3, 2, 16));
    }

    private static Instance unreachable() {
        return new Instance(
                Endpoint.ofLiteral("192.0.2.1", 443),
                "Connection refused",
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Measurement measurement(Instance... instances) {
        return new Measurement(
                "https://c.test/", 1_795_205_196 * SECOND, 90 * SECOND, 20, 21, List.of(instances), "interrupted");
    }

    private static String text(Measurement measurement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new MeasurementText(new PrintStream(out, true, StandardCharsets.UTF_8), false, 200).write(measurement);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void peopleGetIntervalsWithTheirNumberOfSamples() {
        assertThat(text(measurement(whole(), unreachable())))
                .startsWith("https://c.test/  measured 2026-11-20T")
                .contains(
                        "by 20 connections and 21 requests",
                        "stopped early: interrupted",
                        "[2001:db8::1]:443\n",
                        "HTTP/1.1: 5.001-5.003 s (n = 2), by close_notify, then FIN; no close while listening for 9.000 s (n = 1)",
                        "24.999 s earlier than advertised",
                        "not trusted: it is not for c.test",
                        "answered after gaps of up to 2.000 s; silence after 3.000 s and more (n = 2)",
                        "1 connection ended before, after 4.000 s and more",
                        "late requests, HTTP/2",
                        "answered after gaps of up to 2.000 s; GOAWAY without an answer after 3.000 s and more (n = 3)",
                        "a box within 2 hops; the endpoint is 3 away",
                        "what is sent meets a RST",
                        "100, then the connection is ended (announced by Connection: close)",
                        "60.000 s, by close_notify, then FIN",
                        "What to change",
                        "192.0.2.1:443\n",
                        "Connection refused");
    }

    @Test
    void defaultsInTheBracketAreNamed() {
        Instance instance = new Instance(
                Endpoint.ofLiteral("192.0.2.1", 443),
                "",
                null,
                Advertised.NOTHING,
                List.of(),
                null,
                List.of(),
                new LateRequests(List.of(
                        new LateRequest(SECOND, Reaction.RESET, 1),
                        new LateRequest(340 * SECOND, Reaction.ANSWERED, 1),
                        new LateRequest(360 * SECOND, Reaction.RESET, 1))),
                null,
                null,
                null,
                null,
                null);

        assertThat(text(measurement(instance)))
                .contains("defaults that fit: ", "AWS NLB", "350 s", "1 request lost after shorter gaps");
    }

    @Test
    void nameInACertificateCannotSteerTheTerminal() {
        Instance instance = new Instance(
                Endpoint.ofLiteral("192.0.2.1", 443),
                "",
                null,
                null,
                List.of(),
                new Tls("TLSv1.3", List.of("\033[31m"), 1, 2, ""),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null);

        assertThat(text(measurement(instance))).doesNotContain("\033");
    }

    @Test
    void programsGetWhatTheSchemaSays() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MeasurementJson.write(out, measurement(whole(), unreachable()));
        JsonMapper json = new JsonMapper();
        JsonNode schema = json.readTree(Schemas.text(Schemas.PROBE));
        JsonNode written = json.readTree(out.toByteArray());

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(written))
                .isEmpty();
        assertThat(written.propertyNames()).isSubsetOf(schema.at("/properties").propertyNames());
        assertThat(written.at("/instances/0").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        schema.at("/$defs/instance/properties").propertyNames());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "\"manner\":[\"close-notify\",\"fin\"]",
                        "\"first_lost_by\":\"silence\"",
                        "\"reaction\":\"rst-stream\"",
                        "\"reset_hops\":2");
    }
}
