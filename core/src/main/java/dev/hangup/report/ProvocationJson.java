package dev.hangup.report;

import dev.hangup.measurement.Advice;
import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Prediction;
import dev.hangup.measurement.Provocation;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What was provoked, as one JSON object; {@link Schemas#PROVOKE} is its schema. */
public final class ProvocationJson {
    private static final int SCHEMA = 1;

    private ProvocationJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(OutputStream out, Provocation provocation) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", SCHEMA);
            json.writeStringProperty("target", provocation.target());
            json.writeStringProperty("endpoint", provocation.endpoint().toString());
            MeasurementJson.seconds(json, "start", provocation.startNanos());
            MeasurementJson.seconds(json, "took_seconds", provocation.tookNanos());
            json.writeNumberProperty("connections", provocation.connections());
            json.writeNumberProperty("requests", provocation.requests());
            text(json, "stopped", provocation.stopped());
            text(json, "trouble", provocation.trouble());
            json.writeBooleanProperty("looks", provocation.looks());
            provocation.roundTrip().ifPresent(span -> MeasurementJson.interval(json, "round_trip", span));
            provocation.answerTime().ifPresent(span -> MeasurementJson.interval(json, "answer_time", span));
            Listening idle = provocation.idle();
            if (idle != null) {
                json.writeName("idle");
                MeasurementJson.listening(json, idle);
            }
            gaps(json, provocation.gaps());
            text(json, "unseen", provocation.unseen());
            json.writeNumberProperty("attempts", provocation.aimed().size());
            json.writeNumberProperty("hits", provocation.hits());
            Prediction.of(provocation).ifPresent(prediction -> prediction(json, provocation, prediction));
            json.writeArrayPropertyStart("aimed");
            provocation.aimed().forEach(aimed -> aimed(json, aimed));
            json.writeEndArray();
            json.writeArrayPropertyStart("remedies");
            Advice.of(provocation).forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    /** A text, unless it is empty. */
    static void text(JsonGenerator json, String name, String text) {
        if (!text.isEmpty()) {
            json.writeStringProperty(name, text);
        }
    }

    private static void gaps(JsonGenerator json, @Nullable GapRange gaps) {
        if (gaps != null) {
            json.writeObjectPropertyStart("gaps");
            MeasurementJson.seconds(json, "from_seconds", gaps.fromNanos());
            MeasurementJson.seconds(json, "to_seconds", gaps.toNanos());
            json.writeEndObject();
        }
    }

    private static void prediction(JsonGenerator json, Provocation provocation, Prediction prediction) {
        json.writeObjectPropertyStart("predicted");
        json.writeNumberProperty("least_share", prediction.least());
        json.writeNumberProperty("most_share", prediction.most());
        json.writeNumberProperty("samples", prediction.samples());
        json.writeBooleanProperty("agrees", Agreement.of(provocation, prediction));
        json.writeEndObject();
    }

    private static void aimed(JsonGenerator json, Aimed aimed) {
        json.writeStartObject();
        MeasurementJson.seconds(json, "gap_seconds", aimed.gapNanos());
        MeasurementJson.seconds(json, "sent_seconds", aimed.sentNanos());
        json.writeStringProperty("reaction", VerdictJson.name(aimed.reaction()));
        MeasurementJson.seconds(json, "after_seconds", aimed.reactionNanos());
        MeasurementJson.seconds(json, "round_trip_seconds", aimed.roundTripNanos());
        MeasurementJson.seconds(json, "answer_seconds", aimed.answerNanos());
        json.writeNumberProperty("local_port", aimed.localPort());
        String scenario = aimed.scenario();
        if (scenario != null) {
            json.writeStringProperty("scenario", scenario);
        }
        json.writeEndObject();
    }
}
