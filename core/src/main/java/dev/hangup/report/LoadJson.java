package dev.hangup.report;

import dev.hangup.measurement.Latency;
import dev.hangup.measurement.Load;
import dev.hangup.measurement.LoadFindings;
import dev.hangup.measurement.LoadGap;
import dev.hangup.measurement.LoadStep;
import dev.hangup.measurement.Outcome;
import dev.hangup.measurement.Outcomes;
import dev.hangup.measurement.ServerBeside;
import dev.hangup.measurement.ServerBeside.Descriptors;
import dev.hangup.measurement.ServerBeside.Queue;
import dev.hangup.measurement.ServerBeside.TurnedAway;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What an endpoint did under load, as one JSON object; {@link Schemas#LOAD} is its schema. */
public final class LoadJson {
    private static final int SCHEMA = 1;

    private LoadJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(OutputStream out, Load load) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", SCHEMA);
            json.writeStringProperty("target", load.target());
            json.writeStringProperty("endpoint", load.endpoint().toString());
            MeasurementJson.seconds(json, "start", load.startNanos());
            MeasurementJson.seconds(json, "took_seconds", load.tookNanos());
            json.writeNumberProperty("requests", load.requests());
            json.writeNumberProperty("connections", load.connections());
            MeasurementJson.seconds(json, "late_seconds", load.lagNanos());
            ProvocationJson.text(json, "stopped", load.stopped());
            ProvocationJson.text(json, "trouble", load.trouble());
            ProvocationJson.text(json, "server_unseen", load.besides());
            arrivals(json, load.arrivals());
            json.writeArrayPropertyStart("steps");
            load.steps().forEach(step -> step(json, step));
            json.writeEndArray();
            json.writeObjectPropertyStart("new_connections");
            outcomes(json, load.unpooled());
            json.writeEndObject();
            json.writeArrayPropertyStart("gaps");
            load.gaps().forEach(gap -> gap(json, gap));
            json.writeEndArray();
            json.writeArrayPropertyStart("findings");
            LoadFindings.of(load).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void arrivals(JsonGenerator json, Load.Arrivals arrivals) {
        json.writeNumberProperty("seed", arrivals.seed());
        json.writeObjectPropertyStart("pool");
        json.writeNumberProperty("size", arrivals.poolSize());
        if (arrivals.poolIdleNanos() > 0) {
            MeasurementJson.seconds(json, "idle_seconds", arrivals.poolIdleNanos());
        }
        json.writeBooleanProperty("looks", arrivals.looks());
        MeasurementJson.seconds(json, "patience_seconds", arrivals.patienceNanos());
        json.writeEndObject();
    }

    private static void step(JsonGenerator json, LoadStep step) {
        json.writeStartObject();
        json.writeNumberProperty("wanted_per_second", step.perSecond());
        json.writeName("due_per_second");
        json.writeNumber(VerdictJson.rounded(step.duePerSecond()));
        json.writeName("answered_per_second");
        json.writeNumber(VerdictJson.rounded(step.answeredPerSecond()));
        MeasurementJson.seconds(json, "seconds", step.nanos());
        outcomes(json, step.outcomes());
        json.writeNumberProperty("new", step.opened());
        json.writeNumberProperty("reused", step.reused());
        MeasurementJson.seconds(json, "late_seconds", step.lagNanos());
        server(json, step.server());
        json.writeEndObject();
    }

    private static void gap(JsonGenerator json, LoadGap gap) {
        json.writeStartObject();
        MeasurementJson.seconds(json, "from_seconds", gap.fromNanos());
        MeasurementJson.seconds(json, "to_seconds", gap.toNanos());
        outcomes(json, gap.outcomes());
        json.writeNumberProperty("closed_idle", gap.closed());
        json.writeEndObject();
    }

    private static void outcomes(JsonGenerator json, Outcomes outcomes) {
        json.writeNumberProperty("requests", outcomes.requests());
        json.writeObjectPropertyStart("outcomes");
        for (Outcome outcome : Outcome.values()) {
            if (outcomes.count(outcome) > 0) {
                json.writeNumberProperty(VerdictJson.name(outcome), outcomes.count(outcome));
            }
        }
        json.writeEndObject();
        latency(json, "since_due", outcomes.sinceDue());
        latency(json, "since_sent", outcomes.sinceSent());
    }

    private static void latency(JsonGenerator json, String name, @Nullable Latency latency) {
        if (latency == null) {
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("count", latency.count());
        json.writeArrayPropertyStart("quantiles");
        for (Latency.Quantile quantile : latency.quantiles()) {
            json.writeStartObject();
            json.writeNumberProperty("share", quantile.share());
            MeasurementJson.seconds(json, "seconds", quantile.nanos());
            json.writeEndObject();
        }
        json.writeEndArray();
        MeasurementJson.seconds(json, "max_seconds", latency.maxNanos());
        json.writeEndObject();
    }

    private static void server(JsonGenerator json, @Nullable ServerBeside server) {
        if (server == null) {
            return;
        }
        json.writeObjectPropertyStart("server");
        Queue queue = server.queue();
        if (queue != null) {
            json.writeObjectPropertyStart("accept_queue");
            json.writeNumberProperty("most", queue.most());
            json.writeNumberProperty("limit", queue.limit());
            json.writeEndObject();
        }
        TurnedAway away = server.turnedAway();
        if (away != null) {
            json.writeNumberProperty("listen_overflows", away.overflows());
            json.writeNumberProperty("listen_drops", away.drops());
        }
        Descriptors descriptors = server.descriptors();
        if (descriptors != null) {
            json.writeObjectPropertyStart("descriptors");
            json.writeNumberProperty("most", descriptors.most());
            if (descriptors.limit() >= 0) {
                json.writeNumberProperty("limit", descriptors.limit());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
