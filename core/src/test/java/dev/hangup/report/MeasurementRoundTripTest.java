package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.hangup.measurement.MeasurementReader;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.measurement.ResetOrigin;
import dev.hangup.measurement.Tls;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written of a measurement is read again as it was. */
class MeasurementRoundTripTest {
    private static final long HOUR = 3_600_000_000_000L;

    private static String written(Measurement measurement) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MeasurementJson.write(out, measurement);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Property(tries = 300)
    void measurementIsReadAsItWasWritten(@ForAll("measurements") Measurement measurement) {
        String text = written(measurement);

        assertThat(MeasurementReader.recognises(text)).isTrue();
        assertThat(MeasurementReader.read(text, MeasurementRoundTripTest::noDamage)
                        .measurements())
                .containsExactly(measurement);
    }

    @Property(tries = 20)
    void severalInOneTextAreReadInTheirOrder(
            @ForAll("measurements") Measurement one, @ForAll("measurements") Measurement other) {
        assertThat(MeasurementReader.read(written(one) + written(other), MeasurementRoundTripTest::noDamage)
                        .measurements())
                .containsExactly(one, other);
    }

    /** Wherever a file ends before its time, that is one line and no failure. */
    @Property(tries = 300)
    void measurementThatWasCutIsOneLine(@ForAll("measurements") Measurement measurement, @ForAll int at) {
        String text = written(measurement).stripTrailing();
        List<String> damage = new ArrayList<>();

        List<Measurement> read = MeasurementReader.read(
                        text.substring(0, Math.floorMod(at, text.length() - 1) + 1), (what, line) -> damage.add(what))
                .measurements();

        assertThat(read).isEmpty();
        assertThat(damage).hasSize(1);
    }

    private static void noDamage(String what, long line) {
        throw new AssertionError(what);
    }

    @Provide
    Arbitrary<Measurement> measurements() {
        return Combinators.combine(
                        Arbitraries.of("http://10.0.0.1:8080/", "https://c.test/a", "http://[2001:db8::1]/"),
                        Arbitraries.longs().between(0, 4_000_000_000_000_000_000L),
                        nanos(),
                        Arbitraries.integers().greaterOrEqual(0),
                        Arbitraries.integers().greaterOrEqual(0),
                        instances().list().ofMaxSize(3),
                        texts())
                .as(Measurement::new);
    }

    private static Arbitrary<Long> nanos() {
        return Arbitraries.longs().between(0, 10 * HOUR);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ascii()
                .withChars("\u00e4\u4e2d\"\\\n\u0000")
                .ofMaxLength(12);
    }

    private static Arbitrary<Manner> manners() {
        return Arbitraries.of(Word.class).list().ofMinSize(1).ofMaxSize(3).map(Manner::new);
    }

    private static Arbitrary<Interval> intervals() {
        return nanos().list().ofMinSize(1).ofMaxSize(4).map(Interval::of);
    }

    private static Arbitrary<Advertised> advertised() {
        return Combinators.combine(
                        Arbitraries.of(-1.0, 0.0, 1.5, 5.0, 1e7),
                        Arbitraries.integers().greaterOrEqual(-1),
                        Arbitraries.of(true, false))
                .as(Advertised::new);
    }

    private static Arbitrary<Listening> listening() {
        Arbitrary<Close> closes = Combinators.combine(nanos(), manners()).as(Close::new);
        return Combinators.combine(
                        texts(), closes.list().ofMaxSize(3), intervals().injectNull(0.5))
                .as(Listening::new);
    }

    private static Arbitrary<LateRequests> late() {
        return Combinators.combine(nanos(), Arbitraries.of(Reaction.class), nanos())
                .as(LateRequest::new)
                .list()
                .ofMaxSize(4)
                .map(LateRequests::new);
    }

    private static Arbitrary<Endpoint> endpoints() {
        return Combinators.combine(
                        Arbitraries.of("10.0.0.1", "255.255.255.255", "2001:db8::1", "::"),
                        Arbitraries.integers().between(0, 65_535))
                .as(Endpoint::ofLiteral);
    }

    private static Arbitrary<Instance> instances() {
        Arbitrary<Integer> counts = Arbitraries.integers().greaterOrEqual(0);
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<Tls> tls = Combinators.combine(
                        texts(),
                        texts().list().ofMaxSize(2),
                        counts.map(Long::valueOf),
                        counts.map(Long::valueOf),
                        texts())
                .as(Tls::new);
        Arbitrary<HttpVersion> versions =
                Combinators.combine(texts(), flags, texts()).as(HttpVersion::new);
        Arbitrary<RequestLimit> limits =
                Combinators.combine(counts, flags, flags).as(RequestLimit::new);
        Arbitrary<HeaderTimeout> headers =
                Combinators.combine(nanos(), manners().injectNull(0.5)).as(HeaderTimeout::new);
        Arbitrary<Integer> hops = Arbitraries.of(-1, 1, 2, 64);
        Arbitrary<ResetOrigin> origins = Combinators.combine(hops, hops, counts).as(ResetOrigin::new);
        Arbitrary<Instance> plain = Combinators.combine(
                        endpoints(),
                        texts(),
                        intervals().injectNull(0.3),
                        advertised().injectNull(0.3),
                        versions.list().ofMaxSize(2),
                        tls.injectNull(0.5),
                        listening().list().ofMaxSize(2))
                .as((endpoint, trouble, roundTrip, advertised, spoken, inTls, idle) -> new Instance(
                        endpoint,
                        trouble,
                        roundTrip,
                        advertised,
                        spoken,
                        inTls,
                        idle,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null));
        return Combinators.combine(
                        plain,
                        late().injectNull(0.3),
                        late().injectNull(0.3),
                        Arbitraries.of(Reaction.class).injectNull(0.3),
                        limits.injectNull(0.3),
                        headers.injectNull(0.3),
                        origins.injectNull(0.3))
                .as((one, late, lateHttp2, afterClose, limit, header, origin) -> new Instance(
                        one.endpoint(),
                        one.trouble(),
                        one.roundTrip(),
                        one.advertised(),
                        one.versions(),
                        one.tls(),
                        one.listening(),
                        late,
                        lateHttp2,
                        afterClose,
                        limit,
                        header,
                        origin));
    }
}
