package dev.hangup.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.hangup.Analysis;
import dev.hangup.evidence.Ledger;
import dev.hangup.forecast.Forecast;
import dev.hangup.forecast.Forecast.Said;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A forecast from a real capture, as it is told. */
class ForecastReportTest {
    private static final Path CAPTURE = Path.of("..", "cases", "keepalive-race-gunicorn");
    private static final Said NOTHING = new Said(-1, -1, -1, -1, -1);
    private static final long SECOND = 1_000_000_000L;

    private static List<Forecast> forecasts(Said said) throws IOException {
        Analysis analysis = new Analysis(false, null, new Ledger(), verdict -> {});
        try (var files = Files.walk(CAPTURE)) {
            for (Path file :
                    files.filter(one -> one.toString().contains(".pcap")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    analysis.add(file.toString(), in, true, bytes -> {});
                }
            }
        }
        return Forecast.of(Usages.of(analysis.report()), said);
    }

    private static String text(List<Forecast> forecasts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ForecastText(new PrintStream(out, false, StandardCharsets.UTF_8), false, 100).write(forecasts);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void peopleReadWhatIsExpectedNowAndAfterTheChange() throws IOException {
        assertThat(text(forecasts(NOTHING)))
                .contains("16 reuses after an idle gap", "seen: 6 requests lost to its close", "client as advised");
        assertThat(text(forecasts(new Said(-1, -1, -1, 65 * SECOND, 60 * SECOND))))
                .contains("after the change", "65.0 s", "60.0 s", "the client stops before the server closes")
                .doesNotContain("client as advised");
    }

    @Test
    void programsGetWhatTheSchemaSays() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ForecastJson.write(out, forecasts(NOTHING));
        JsonMapper json = new JsonMapper();
        JsonNode written = json.readTree(out.toString(StandardCharsets.UTF_8));
        JsonNode schema = json.readTree(Schemas.text(Schemas.FORECAST));

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(written))
                .isEmpty();
        assertThat(written.at("/servers/0").propertyNames())
                .isSubsetOf(schema.at("/properties/servers/items/properties").propertyNames());
        assertThat(written.at("/servers/0/cases/0/races_per_day").asDouble()).isPositive();
    }
}
