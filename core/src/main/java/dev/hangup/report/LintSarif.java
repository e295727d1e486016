package dev.hangup.report;

import dev.hangup.config.Setting.Place;
import dev.hangup.diagnosis.chain.Edit;
import dev.hangup.diagnosis.chain.Remedy;
import dev.hangup.diagnosis.chain.Rule;
import dev.hangup.diagnosis.chain.Rules;
import dev.hangup.diagnosis.chain.Weakness;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What was found in configurations as SARIF 2.1.0, which code hosts show beside the lines. */
public final class LintSarif {
    private static final String VERSION = "2.1.0";
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private LintSarif() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(LintReport report, OutputStream out) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeStringProperty("$schema", SCHEMA);
            json.writeStringProperty("version", VERSION);
            json.writeArrayPropertyStart("runs");
            json.writeStartObject();
            tool(json);
            json.writeStringProperty("columnKind", "utf16CodeUnits");
            json.writeArrayPropertyStart("results");
            report.weaknesses().forEach(weakness -> result(json, weakness));
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void tool(JsonGenerator json) {
        json.writeObjectPropertyStart("tool");
        json.writeObjectPropertyStart("driver");
        json.writeStringProperty("name", "hangup lint");
        json.writeArrayPropertyStart("rules");
        for (Rule rule : Rules.all()) {
            json.writeStartObject();
            json.writeStringProperty("id", rule.name());
            text(json, "shortDescription", Page.sentence(rule.summary()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void result(JsonGenerator json, Weakness weakness) {
        json.writeStartObject();
        json.writeStringProperty("ruleId", weakness.rule());
        json.writeStringProperty("level", weakness.severity().text());
        text(json, "message", weakness.message());
        List<Place> places = weakness.places();
        json.writeArrayPropertyStart("locations");
        places.stream().limit(1).forEach(place -> location(json, place));
        json.writeEndArray();
        json.writeArrayPropertyStart("relatedLocations");
        places.stream().skip(1).forEach(place -> location(json, place));
        json.writeEndArray();
        json.writeArrayPropertyStart("fixes");
        weakness.remedies().forEach(remedy -> fix(json, remedy));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void location(JsonGenerator json, Place place) {
        json.writeStartObject();
        json.writeObjectPropertyStart("physicalLocation");
        artifact(json, place.file());
        json.writeObjectPropertyStart("region");
        json.writeNumberProperty("startLine", Math.max(1, place.line()));
        json.writeNumberProperty("startColumn", place.column() + 1);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void artifact(JsonGenerator json, String file) {
        json.writeObjectPropertyStart("artifactLocation");
        json.writeStringProperty("uri", uri(file));
        json.writeEndObject();
    }

    /** Replacements only: where a line is to be inserted depends on the text around, which a patch shows better. */
    private static void fix(JsonGenerator json, Remedy remedy) {
        List<Edit> edits =
                remedy.edits().stream().filter(edit -> !edit.inserts()).toList();
        if (edits.isEmpty() || edits.size() < remedy.edits().size()) {
            return;
        }
        json.writeStartObject();
        text(json, "description", remedy.text());
        json.writeArrayPropertyStart("artifactChanges");
        for (Edit edit : edits) {
            json.writeStartObject();
            artifact(json, edit.place().file());
            json.writeArrayPropertyStart("replacements");
            json.writeStartObject();
            json.writeObjectPropertyStart("deletedRegion");
            json.writeNumberProperty("startLine", Math.max(1, edit.place().line()));
            json.writeNumberProperty("startColumn", edit.place().column() + 1);
            json.writeNumberProperty(
                    "endColumn", edit.place().column() + 1 + edit.before().length());
            json.writeEndObject();
            text(json, "insertedContent", edit.after());
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, String text) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    private static String uri(String file) {
        try {
            return new URI(file.startsWith("/") ? "file" : null, null, file, null).toASCIIString();
        } catch (URISyntaxException notAPath) {
            return "unnamed";
        }
    }
}
