package dev.hangup.report;

import dev.hangup.comparison.Change;
import dev.hangup.comparison.Change.Direction;
import dev.hangup.comparison.Comparison;
import dev.hangup.comparison.Comparison.Applied;
import dev.hangup.comparison.Exposure;
import dev.hangup.comparison.IdleLimit;
import dev.hangup.comparison.LimitChange;
import dev.hangup.comparison.Rate;
import dev.hangup.comparison.SettingChange;
import dev.hangup.comparison.Tally;
import dev.hangup.config.Setting;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Two sets of evidence side by side, as one JSON object; {@link Schemas#COMPARISON} is its schema. */
public final class ComparisonJson {
    private static final int SCHEMA = 1;

    private ComparisonJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(OutputStream out, Comparison comparison) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", SCHEMA);
            json.writeStringProperty("outcome", VerdictJson.name(comparison.outcome()));
            tally(json, "before", comparison.before());
            tally(json, "after", comparison.after());
            json.writeArrayPropertyStart("changes");
            comparison.changes().forEach(change -> change(json, change));
            json.writeEndArray();
            json.writeArrayPropertyStart("settings");
            comparison.settings().forEach(change -> setting(json, change));
            json.writeEndArray();
            json.writeArrayPropertyStart("idle_timeouts");
            comparison.limits().forEach(change -> limit(json, change));
            json.writeEndArray();
            json.writeArrayPropertyStart("measured");
            comparison.measured().forEach(change -> {
                json.writeStartObject();
                json.writeStringProperty("server", change.server());
                json.writeStringProperty("what", change.what());
                json.writeStringProperty("before", change.before());
                json.writeStringProperty("after", change.after());
                json.writeEndObject();
            });
            json.writeEndArray();
            json.writeArrayPropertyStart("applied");
            comparison.applied().forEach(applied -> applied(json, applied));
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void tally(JsonGenerator json, String name, Tally tally) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("evidence", tally.name());
        if (tally.captured().isThere()) {
            for (Exposure unit : Exposure.values()) {
                Double exposed = tally.captured().exposed().get(unit);
                if (exposed != null) {
                    json.writeNumberProperty(unit.many(), Math.round(exposed));
                }
            }
            json.writeNumberProperty("reuses_at_risk", tally.captured().reusesAtRisk());
        }
        if (tally.logged().isThere()) {
            json.writeNumberProperty("log_hours", tally.logged().hours());
            json.writeNumberProperty("log_requests", Math.round(tally.logged().lines()));
        }
        json.writeEndObject();
    }

    private static void change(JsonGenerator json, Change change) {
        json.writeStartObject();
        json.writeStringProperty("what", change.what());
        json.writeStringProperty("source", VerdictJson.name(change.source()));
        json.writeStringProperty("per", VerdictJson.name(change.unit()));
        rate(json, "before", change.before(), change.unit());
        rate(json, "after", change.after(), change.unit());
        json.writeStringProperty("direction", VerdictJson.name(change.direction()));
        if (change.direction() != Direction.UNKNOWN) {
            json.writeNumberProperty("chance", change.chance());
        }
        if (!change.obstacle().isEmpty()) {
            json.writeStringProperty("obstacle", change.obstacle());
        }
        if (change.neededAfter() > 0) {
            json.writeNumberProperty("needed_after", change.neededAfter());
        }
        json.writeEndObject();
    }

    private static void rate(JsonGenerator json, String name, Rate rate, Exposure unit) {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("failures", rate.events());
        json.writeNumberProperty("of", rate.exposure());
        if (rate.exposure() > 0) {
            json.writeNumberProperty("rate", rate.seen());
            json.writeNumberProperty("lower", rate.lower(unit));
            json.writeNumberProperty("upper", rate.upper(unit));
        }
        json.writeEndObject();
    }

    private static void setting(JsonGenerator json, SettingChange change) {
        json.writeStartObject();
        json.writeStringProperty("where", change.where());
        json.writeStringProperty("name", change.name());
        written(json, "before", change.before());
        written(json, "after", change.after());
        json.writeEndObject();
    }

    private static void written(JsonGenerator json, String name, @Nullable Setting setting) {
        if (setting == null) {
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("value", setting.value());
        json.writeStringProperty("file", setting.place().file());
        json.writeNumberProperty("line", setting.place().line());
        json.writeEndObject();
    }

    private static void limit(JsonGenerator json, LimitChange change) {
        json.writeStartObject();
        json.writeStringProperty("server", change.server());
        measured(json, "before", change.before());
        measured(json, "after", change.after());
        json.writeEndObject();
    }

    private static void measured(JsonGenerator json, String name, @Nullable IdleLimit limit) {
        if (limit == null) {
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeName("min_seconds");
        json.writeNumber(VerdictJson.seconds(limit.minNanos()));
        json.writeName("max_seconds");
        json.writeNumber(VerdictJson.seconds(limit.maxNanos()));
        json.writeNumberProperty("count", limit.count());
        json.writeStringProperty("source", limit.source());
        json.writeEndObject();
    }

    private static void applied(JsonGenerator json, Applied applied) {
        json.writeStartObject();
        json.writeStringProperty("where", applied.change().where());
        json.writeStringProperty("name", applied.change().name());
        json.writeStringProperty("server", applied.limit().server());
        json.writeBooleanProperty("in_effect", applied.isInEffect());
        json.writeEndObject();
    }
}
