package dev.hangup.report;

import dev.hangup.Note;
import dev.hangup.connection.IdleTimeout;
import dev.hangup.diagnosis.Incident;
import dev.hangup.diagnosis.Verdict;
import java.io.OutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The whole report as one JSON object: first the verdicts as they are reached, then what they add up to. */
public final class JsonReport implements Consumer<Verdict>, AutoCloseable {
    private final JsonGenerator json;

    /** Begins to write to {@code out}, which stays open. */
    public JsonReport(OutputStream out) {
        json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out));
        json.writeStartObject();
        json.writeNumberProperty("schema", VerdictJson.SCHEMA);
        json.writeArrayPropertyStart("connections");
    }

    @Override
    public void accept(Verdict verdict) {
        VerdictJson.write(json, verdict);
    }

    /** Writes the rest, once all verdicts are in. */
    public void end(Report report) {
        json.writeEndArray();
        json.writeArrayPropertyStart("incidents");
        report.incidents().forEach(incident -> incident(json, incident));
        json.writeEndArray();
        json.writeArrayPropertyStart("captures");
        report.captures().forEach(capture -> capture(json, capture));
        json.writeEndArray();
        if (!report.kernel().isEmpty()) {
            json.writeArrayPropertyStart("kernel");
            report.kernel().forEach(said -> {
                json.writeStartObject();
                json.writeStringProperty("file", said.name());
                json.writeStringProperty("what", said.text());
                json.writeEndObject();
            });
            json.writeEndArray();
        }
        if (!report.logs().logs().isEmpty()) {
            json.writeArrayPropertyStart("log_incidents");
            report.logs().incidents().forEach(verdict -> LogJson.write(json, verdict));
            json.writeEndArray();
            LogJson.rest(json, report.logs());
        }
        if (!report.configs().files().isEmpty()) {
            ConfigJson.write(json, report.configs());
        }
        MeasurementJson.list(json, report.measurements());
        json.writeArrayPropertyStart("unread");
        report.notes().forEach(note -> note(json, note));
        json.writeEndArray();
        json.writeNumberProperty("ignored_files", report.ignoredFiles());
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void close() {
        json.close();
    }

    private static void capture(JsonGenerator json, CaptureSummary capture) {
        json.writeStartObject();
        json.writeStringProperty("capture", capture.name());
        if (capture.parts().size() > 1) {
            json.writeArrayPropertyStart("files");
            for (CaptureSummary.Part part : capture.parts()) {
                json.writeStartObject();
                json.writeStringProperty("file", part.name());
                json.writeNumberProperty("first_frame", part.firstFrame());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeStringProperty("format", capture.format());
        json.writeStringProperty("vantage", VerdictJson.name(capture.vantage()));
        json.writeNumberProperty("packets", capture.packets());
        json.writeNumberProperty("segments", capture.segments());
        json.writeNumberProperty("connections", capture.connections());
        json.writeNumberProperty("requests", capture.requests());
        json.writeNumberProperty("reuses", capture.reuses());
        json.writeNumberProperty("resets", capture.resets());
        json.writeNumberProperty("later_fragments", capture.laterFragments());
        if (capture.packets() > 0) {
            json.writeName("start");
            json.writeNumber(VerdictJson.seconds(capture.firstNanos()));
            json.writeName("end");
            json.writeNumber(VerdictJson.seconds(capture.lastNanos()));
        }
        json.writeArrayPropertyStart("servers");
        for (CaptureSummary.Server server : capture.servers()) {
            json.writeStartObject();
            json.writeStringProperty("server", server.endpoint());
            json.writeNumberProperty("connections", server.connections());
            json.writeNumberProperty("requests", server.requests());
            json.writeNumberProperty("reuses", server.reuses());
            IdleTimeout timeout = server.idleTimeout();
            if (timeout.isKnown()) {
                json.writeObjectPropertyStart("idle_timeout");
                json.writeName("seconds");
                json.writeNumber(VerdictJson.seconds(timeout.nanos()));
                json.writeName("spread_seconds");
                json.writeNumber(VerdictJson.seconds(timeout.spreadNanos()));
                json.writeNumberProperty("count", timeout.count());
                json.writeNumberProperty("samples", timeout.samples());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void incident(JsonGenerator json, Incident incident) {
        Verdict typical = incident.typical();
        json.writeStartObject();
        json.writeStringProperty("cause", typical.cause());
        if (!typical.variant().isEmpty()) {
            json.writeStringProperty("variant", typical.variant());
        }
        json.writeStringProperty("culprit", typical.culprit().text());
        VerdictJson.captures(json, typical);
        json.writeStringProperty(
                "server", typical.connection().server().endpoint().toString());
        json.writeNumberProperty("connections", incident.connections());
        json.writeNumberProperty("requests_lost", incident.requestsLost());
        json.writeName("first");
        json.writeNumber(VerdictJson.seconds(incident.firstNanos()));
        json.writeName("last");
        json.writeNumber(VerdictJson.seconds(incident.lastNanos()));
        json.writeNumberProperty("typical_first_frame", typical.connection().firstFrame());
        json.writeName("confidence");
        json.writeNumber(VerdictJson.rounded(typical.confidence()));
        json.writeArrayPropertyStart("remedies");
        typical.remedies().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void note(JsonGenerator json, Note note) {
        json.writeStartObject();
        json.writeStringProperty("file", note.file());
        if (note.offset() >= 0) {
            json.writeNumberProperty("offset", note.offset());
        }
        json.writeStringProperty("what", note.what());
        json.writeEndObject();
    }
}
