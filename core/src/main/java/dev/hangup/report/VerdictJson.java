package dev.hangup.report;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Encapsulation;
import dev.hangup.diagnosis.Candidate;
import dev.hangup.diagnosis.ClockOffset;
import dev.hangup.diagnosis.Clue;
import dev.hangup.diagnosis.Joint;
import dev.hangup.diagnosis.Mechanism;
import dev.hangup.diagnosis.OtherHop;
import dev.hangup.diagnosis.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A verdict as a JSON object, schema version 1. */
final class VerdictJson {
    /** Raised when a field changes its meaning or goes away; new fields do not raise it. */
    static final int SCHEMA = 1;

    private VerdictJson() {}

    static void write(JsonGenerator json, Verdict verdict) {
        Connection connection = verdict.connection();
        json.writeStartObject();
        json.writeNumberProperty("schema", SCHEMA);
        captures(json, verdict);
        json.writeStringProperty("client", connection.client().endpoint().toString());
        json.writeStringProperty("server", connection.server().endpoint().toString());
        encapsulation(json, connection.encapsulation());
        json.writeName("start");
        json.writeNumber(seconds(connection.startNanos()));
        json.writeNumberProperty("first_frame", connection.firstFrame());
        json.writeStringProperty("cause", verdict.cause());
        if (!verdict.variant().isEmpty()) {
            json.writeStringProperty("variant", verdict.variant());
        }
        json.writeStringProperty("culprit", verdict.culprit().text());
        json.writeName("culprit_confidence");
        json.writeNumber(rounded(verdict.culpritConfidence()));
        json.writeStringProperty("closed_by", verdict.closedBy().text());
        json.writeName("confidence");
        json.writeNumber(rounded(verdict.confidence()));
        Mechanism mechanism = verdict.mechanism();
        if (mechanism != null) {
            json.writeStringProperty("mechanism", name(mechanism));
        }
        json.writeStringProperty("vantage", name(verdict.vantage()));
        alternatives(json, verdict.cause(), verdict.candidates());
        json.writeArrayPropertyStart("frames");
        for (long frame : verdict.frames()) {
            json.writeNumber(frame);
        }
        json.writeEndArray();
        if (!verdict.logged().isEmpty()) {
            json.writeArrayPropertyStart("logged");
            verdict.logged().forEach(event -> LogJson.event(json, event));
            json.writeEndArray();
        }
        joint(json, verdict.joint());
        clues(json, verdict.chosen());
        strings(json, "remedies", verdict.remedies());
        strings(json, "settle", verdict.settle());
        if (!verdict.remark().isEmpty()) {
            json.writeStringProperty("remark", verdict.remark());
        }
        json.writeEndObject();
    }

    /** The capture, or null and all captures that led to the verdict together, of which one has the frames. */
    static void captures(JsonGenerator json, Verdict verdict) {
        Joint joint = verdict.joint();
        if (joint == null || joint.captures().size() == 1) {
            json.writeStringProperty("capture", verdict.capture());
            return;
        }
        json.writeNullProperty("capture");
        strings(json, "captures", joint.captures());
        json.writeStringProperty("decided_in", verdict.capture());
    }

    private static void joint(JsonGenerator json, @Nullable Joint joint) {
        if (joint == null) {
            return;
        }
        json.writeArrayPropertyStart("also_seen");
        for (Joint.View view : joint.views()) {
            json.writeStartObject();
            json.writeStringProperty("capture", view.capture());
            json.writeStringProperty("client", view.client().toString());
            json.writeStringProperty("server", view.server().toString());
            json.writeNumberProperty("first_frame", view.firstFrame());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("clocks");
        for (ClockOffset clock : joint.clocks()) {
            json.writeStartObject();
            json.writeStringProperty("capture", clock.capture());
            json.writeName("ahead_seconds");
            json.writeNumber(seconds(clock.nanos()));
            json.writeName("error_seconds");
            json.writeNumber(seconds(clock.errorNanos()));
            json.writeNumberProperty("packets", clock.packets());
            json.writeEndObject();
        }
        json.writeEndArray();
        OtherHop hop = joint.otherHop();
        if (hop != null) {
            json.writeObjectPropertyStart("other_hop");
            json.writeStringProperty("where", hop.isInFront() ? "in-front" : "behind");
            json.writeStringProperty("capture", hop.capture());
            json.writeStringProperty("client", hop.client().toString());
            json.writeStringProperty("server", hop.server().toString());
            json.writeNumberProperty("frame", hop.frame());
            json.writeStringProperty("end", name(hop.end()));
            if (hop.status() > 0) {
                json.writeNumberProperty("status", hop.status());
            }
            json.writeEndObject();
        }
    }

    private static void encapsulation(JsonGenerator json, @Nullable Encapsulation encapsulation) {
        if (encapsulation != null) {
            json.writeObjectPropertyStart("encapsulation");
            json.writeStringProperty("tunnel", encapsulation.kind().toLowerCase(Locale.ROOT));
            json.writeStringProperty("from", encapsulation.from().address());
            json.writeStringProperty("to", encapsulation.to().address());
            json.writeEndObject();
        }
    }

    static void alternatives(JsonGenerator json, String chosen, List<Candidate> candidates) {
        json.writeArrayPropertyStart("alternatives");
        for (Candidate candidate : candidates) {
            if (!candidate.cause().equals(chosen)) {
                json.writeStartObject();
                json.writeStringProperty("cause", candidate.cause());
                json.writeName("confidence");
                json.writeNumber(rounded(candidate.confidence()));
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    static void clues(JsonGenerator json, @Nullable Candidate chosen) {
        json.writeArrayPropertyStart("clues");
        if (chosen != null) {
            for (Clue clue : chosen.clues()) {
                json.writeStartObject();
                json.writeName("bits");
                json.writeNumber(rounded(clue.bits()));
                json.writeStringProperty("kind", name(clue.kind()));
                json.writeStringProperty("text", clue.text());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    static void strings(JsonGenerator json, String name, List<String> values) {
        if (!values.isEmpty()) {
            json.writeArrayPropertyStart(name);
            values.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    /** How a constant is called in all output for programs: {@code cut-before-answer}. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Full precision: nanoseconds do not fit a double. */
    static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
    }

    static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
    }
}
