package dev.hangup.report;

import dev.hangup.Note;
import dev.hangup.config.HopEnd;
import dev.hangup.config.Setting.Place;
import dev.hangup.diagnosis.chain.Edit;
import dev.hangup.diagnosis.chain.Hop;
import dev.hangup.diagnosis.chain.Limit;
import dev.hangup.diagnosis.chain.MeasuredLimit;
import dev.hangup.diagnosis.chain.Remedy;
import dev.hangup.diagnosis.chain.Weakness;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What was found in configurations as one JSON object; {@code lint.schema.json} describes it. */
public final class LintJson {
    private LintJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(LintReport report, OutputStream out) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", VerdictJson.SCHEMA);
            json.writeArrayPropertyStart("files");
            report.files().forEach(json::writeString);
            json.writeEndArray();
            MeasurementJson.list(json, report.measurements());
            json.writeArrayPropertyStart("hops");
            for (Hop hop : report.chain().hops()) {
                json.writeStartObject();
                end(json, "client", hop.client());
                end(json, "server", hop.server());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("remarks");
            report.chain().remarks().forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("weaknesses");
            report.weaknesses().forEach(weakness -> weakness(json, weakness));
            json.writeEndArray();
            json.writeArrayPropertyStart("notes");
            report.notes().forEach(note -> note(json, note));
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void end(JsonGenerator json, String name, HopEnd end) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("software", end.software());
        json.writeStringProperty("role", VerdictJson.name(end.role()));
        if (!end.scope().isEmpty()) {
            json.writeStringProperty("scope", end.scope());
        }
        place(json, end.place());
        json.writeEndObject();
    }

    private static void place(JsonGenerator json, Place place) {
        json.writeStringProperty("file", place.file());
        json.writeNumberProperty("line", place.line());
    }

    private static void weakness(JsonGenerator json, Weakness weakness) {
        json.writeStartObject();
        json.writeStringProperty("rule", weakness.rule());
        json.writeStringProperty("severity", weakness.severity().text());
        json.writeStringProperty("message", weakness.message());
        json.writeStringProperty("hop", weakness.hop());
        json.writeArrayPropertyStart("limits");
        weakness.limits().forEach(limit -> limit(json, limit));
        json.writeEndArray();
        json.writeArrayPropertyStart("remedies");
        weakness.remedies().forEach(remedy -> remedy(json, remedy));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void limit(JsonGenerator json, Limit limit) {
        json.writeStartObject();
        if (limit.isEndless()) {
            json.writeNullProperty("amount");
        } else if (!Double.isNaN(limit.amount())) {
            json.writeNumberProperty("amount", limit.amount());
        }
        if (limit.setting() != null) {
            json.writeStringProperty("name", limit.setting().name());
            json.writeStringProperty("value", limit.setting().value());
            place(json, limit.setting().place());
        } else if (limit.fallback() != null) {
            json.writeStringProperty("name", limit.fallback().setting());
            json.writeStringProperty("value", limit.fallback().value());
            json.writeStringProperty("default_of", limit.fallback().version());
            json.writeStringProperty("source", limit.fallback().source());
        }
        MeasuredLimit measured = limit.measured();
        if (measured != null) {
            json.writeObjectPropertyStart("measured");
            json.writeStringProperty("name", measured.name());
            json.writeStringProperty("value", measured.text());
            json.writeStringProperty("file", measured.file());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void remedy(JsonGenerator json, Remedy remedy) {
        json.writeStartObject();
        json.writeStringProperty("text", remedy.text());
        json.writeArrayPropertyStart("lines");
        remedy.lines().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("edits");
        for (Edit edit : remedy.edits()) {
            json.writeStartObject();
            place(json, edit.place());
            json.writeStringProperty(
                    edit.inserts() ? "insert" : "replace", edit.inserts() ? edit.after() : edit.before());
            if (!edit.inserts()) {
                json.writeStringProperty("with", edit.after());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void note(JsonGenerator json, Note note) {
        json.writeStartObject();
        json.writeStringProperty("file", note.file());
        json.writeStringProperty("what", note.what());
        json.writeEndObject();
    }
}
