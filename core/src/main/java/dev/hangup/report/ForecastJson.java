package dev.hangup.report;

import dev.hangup.forecast.Forecast;
import dev.hangup.forecast.Forecast.Row;
import dev.hangup.forecast.Usage;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** How many requests a day will meet the idle close of their server, as JSON; {@link Schemas#FORECAST} is its schema. */
public final class ForecastJson {
    private static final int SCHEMA = 1;

    private ForecastJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(OutputStream out, List<Forecast> forecasts) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", SCHEMA);
            json.writeArrayPropertyStart("servers");
            forecasts.forEach(forecast -> forecast(json, forecast));
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void forecast(JsonGenerator json, Forecast forecast) {
        Usage usage = forecast.usage();
        json.writeStartObject();
        json.writeStringProperty("server", usage.server());
        json.writeStringProperty("source", usage.source());
        json.writeStringProperty("basis", VerdictJson.name(usage.basis()));
        seconds(json, "span_seconds", usage.spanNanos());
        json.writeArrayPropertyStart("idle_gaps");
        usage.gaps().forEach((from, to, count) -> {
            json.writeStartObject();
            seconds(json, "from_seconds", from);
            seconds(json, "to_seconds", to);
            json.writeNumberProperty("count", count);
            json.writeEndObject();
        });
        json.writeEndArray();
        if (usage.idleTimeoutNanos() >= 0) {
            seconds(json, "server_idle_seconds", usage.idleTimeoutNanos());
            json.writeNumberProperty("idle_closes", usage.idleCloses());
        }
        seconds(json, "round_trip_seconds", usage.roundTripNanos());
        json.writeBooleanProperty("round_trip_assumed", forecast.isRoundTripAssumed());
        if (usage.races() >= 0) {
            json.writeNumberProperty("races_seen", usage.races());
        }
        json.writeBooleanProperty("contradicted", forecast.isContradicted());
        json.writeArrayPropertyStart("cases");
        forecast.rows().forEach(row -> row(json, row));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void row(JsonGenerator json, Row row) {
        json.writeStartObject();
        json.writeStringProperty("case", row.what());
        seconds(json, "server_idle_seconds", row.timers().serverNanos());
        if (row.timers().clientNanos() != Long.MAX_VALUE) {
            seconds(json, "client_idle_seconds", row.timers().clientNanos());
        }
        json.writeNumberProperty("races_per_day", row.races().perDay());
        json.writeNumberProperty("lower", row.races().lower());
        json.writeNumberProperty("upper", row.races().upper());
        seconds(json, "spread_seconds", row.races().spreadNanos());
        json.writeStringProperty("certainty", VerdictJson.name(row.races().certainty()));
        json.writeEndObject();
    }

    private static void seconds(JsonGenerator json, String name, long nanos) {
        json.writeName(name);
        json.writeNumber(VerdictJson.seconds(nanos));
    }
}
