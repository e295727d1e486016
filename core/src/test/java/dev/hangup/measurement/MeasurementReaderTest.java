package dev.hangup.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of {@code hangup probe} are read whatever somebody did to them; what is written is read, MeasurementRoundTripTest shows. */
class MeasurementReaderTest {
    private static final String SMALL = """
            {
              "schema": 1,
              "target": "http://10.0.0.1:8080/",
              "start": 1795205196.25,
              "took_seconds": 5.1,
              "connections": 4,
              "requests": 4,
              "instances": [
                {
                  "endpoint": "10.0.0.1:8080",
                  "idle": [{"protocol": "HTTP/1.1", "closes": [{"idle_seconds": 3.001, "manner": ["fin"]}]}]
                }
              ]
            }
            """;

    private final List<String> damage = new ArrayList<>();

    private List<Measurement> read(String text) {
        return MeasurementReader.read(text, (what, line) -> damage.add(line + ": " + what))
                .measurements();
    }

    @Test
    void indentedOneIsReadAsTheOneThatWasPrinted() {
        assertThat(MeasurementReader.recognises(SMALL)).isTrue();
        assertThat(read(SMALL)).singleElement().satisfies(measurement -> {
            assertThat(measurement.startNanos()).isEqualTo(1_795_205_196_250_000_000L);
            assertThat(measurement.instances().get(0).listening().get(0).timeout())
                    .contains(new Interval(3_001_000_000L, 3_001_000_000L, 1));
        });
        assertThat(damage).isEmpty();
    }

    @Test
    void fieldThatIsNotKnownIsSkippedWhateverItHolds() {
        String more = SMALL.replace("\"idle\"", "\"later\": {\"deep\": [1, {\"a\": null}]}, \"idle\"");

        assertThat(read("\ufeff" + more)).isEqualTo(read(SMALL));
        assertThat(damage).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schema\": 1 | \"schema\": 2 | 1 | schema 2",
                "\"start\": 1795205196.25, | '' | 1 | without start",
                "1795205196.25 | 1e999999999 | 4 | start",
                "1795205196.25 | 1e-999999999 | 4 | start",
                "1795205196.25 | -1 | 4 | start",
                "\"connections\": 4 | \"connections\": 99999999999 | 6 | connections",
                "\"connections\": 4 | \"connections\": \"four\" | 6 | connections",
                "10.0.0.1:8080\", | a.test:8080\", | 10 | no address",
                "[\"fin\"] | [\"bang\"] | 11 | manner",
                "[\"fin\"] | [] | 11 | without a word",
                "\"requests\": 4, | \"requests\": 4,,, | 7 | cannot be read as JSON"
            })
    void whatCannotBeRightIsOneLineWithItsNumber(String right, String wrong, String line, String what) {
        assertThat(read(SMALL.replace(right, wrong))).isEmpty();
        assertThat(damage).singleElement().asString().startsWith(line + ": ").contains(what);
    }

    @Test
    void whatStandsBeforeTheDamageIsKept() {
        assertThat(read(SMALL + SMALL + "{\"schema\":")).hasSize(2);
        assertThat(damage).hasSize(1);
    }

    @Test
    void depthAndSizeAreBounded() {
        assertThat(read(SMALL.replace("\"idle\"", "\"x\": " + "[".repeat(100_000) + ", \"idle\"")))
                .isEmpty();
        assertThat(read(SMALL + " ".repeat(1 << 20))).isEmpty();
        assertThat(damage).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"timestamp\":\"2024-02-29T12:00:00Z\",\"level\":\"ERROR\",\"message\":\"Connection reset by peer\"}",
                "{\"took_seconds\":0.2,\"instances\":[\"a\"],\"target\":\"http://a/\",\"msg\":\"done\"}",
                "{\"message\":\"{\\\"schema\\\":1,\\\"target\\\":\\\"http://a/\\\",\\\"took_seconds\\\":1,\\\"instances\\\":[]}\"}",
                "{\"schema\":1,\"connections\":[],\"incidents\":[],\"captures\":[],\"unread\":[],\"ignored_files\":0}",
                "{\"schema\":1,\"files\":[\"nginx.conf\"],\"hops\":[],\"weaknesses\":[],\"notes\":[]}",
                "{\"static_resources\":{\"clusters\":[{\"name\":\"app\"}]}}",
                "schema: 1\ntarget: http://a/\ntook_seconds: 1\ninstances: []\n",
                ""
            })
    void otherTextIsNone(String text) {
        assertThat(MeasurementReader.recognises(text)).isFalse();
    }

    @Property(tries = 500)
    void anyTextIsReadWithoutAFailure(@ForAll String text) {
        MeasurementReader.recognises(text);
        read("{" + text);
    }
}
