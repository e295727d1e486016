package dev.hangup.report;

import dev.hangup.config.HopEnd;
import dev.hangup.config.Setting;
import tools.jackson.core.JsonGenerator;

/** What configurations beside the evidence say, as JSON. */
final class ConfigJson {
    private ConfigJson() {}

    static void write(JsonGenerator json, ConfigFindings configs) {
        json.writeArrayPropertyStart("settings");
        for (HopEnd end : configs.chain().ends()) {
            for (Setting setting : end.settings()) {
                json.writeStartObject();
                json.writeStringProperty("software", end.software());
                json.writeStringProperty("role", VerdictJson.name(end.role()));
                json.writeStringProperty("scope", end.scope());
                json.writeStringProperty("name", setting.name());
                json.writeStringProperty("value", setting.value());
                json.writeStringProperty("file", setting.place().file());
                json.writeNumberProperty("line", setting.place().line());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("config_remarks");
        configs.chain().remarks().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("weaknesses");
        configs.weaknesses().forEach(weakness -> {
            json.writeStartObject();
            json.writeStringProperty("rule", weakness.rule());
            json.writeStringProperty("severity", weakness.severity().text());
            json.writeStringProperty("message", weakness.message());
            json.writeEndObject();
        });
        json.writeEndArray();
    }
}
