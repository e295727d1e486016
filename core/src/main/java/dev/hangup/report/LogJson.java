package dev.hangup.report;

import dev.hangup.Endpoint;
import dev.hangup.diagnosis.ClockGap;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogCounts;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.RequestChain;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import dev.hangup.log.Reuse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What logs tell, as JSON. */
final class LogJson {
    private LogJson() {}

    /** One incident that only logs tell of. */
    static void write(JsonGenerator json, LogVerdict verdict) {
        LogCase failure = verdict.failure();
        json.writeStartObject();
        json.writeNumberProperty("schema", VerdictJson.SCHEMA);
        VerdictJson.strings(json, "logs", List.copyOf(failure.files().keySet()));
        json.writeStringProperty("source", failure.source().text());
        text(json, "service", failure.service());
        text(json, "peer", failure.peer());
        json.writeStringProperty("shape", VerdictJson.name(failure.shape()));
        json.writeNumberProperty("events", failure.count());
        json.writeNumberProperty("masked", failure.masked());
        json.writeObjectPropertyStart("symptoms");
        failure.symptoms().forEach((symptom, count) -> json.writeNumberProperty(VerdictJson.name(symptom), count));
        json.writeEndObject();
        long[] times = failure.times();
        if (times.length > 0) {
            json.writeName("first");
            json.writeNumber(VerdictJson.seconds(times[0]));
            json.writeName("last");
            json.writeNumber(VerdictJson.seconds(times[times.length - 1]));
            json.writeBooleanProperty("zone_known", failure.isZoneKnown());
        }
        json.writeStringProperty("cause", verdict.cause());
        json.writeStringProperty("culprit", verdict.culprit().text());
        json.writeName("confidence");
        json.writeNumber(VerdictJson.rounded(verdict.confidence()));
        if (!failure.failedFirstAt().isEmpty()) {
            json.writeObjectPropertyStart("failed_first_at");
            failure.failedFirstAt().forEach(json::writeNumberProperty);
            json.writeEndObject();
        }
        VerdictJson.alternatives(json, verdict.cause(), verdict.candidates());
        VerdictJson.clues(json, verdict.chosen());
        VerdictJson.strings(json, "remedies", verdict.remedies());
        VerdictJson.strings(json, "settle", verdict.settle());
        json.writeArrayPropertyStart("lines");
        failure.events().forEach(event -> event(json, event));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What a line says. */
    static void event(JsonGenerator json, LogEvent event) {
        json.writeStartObject();
        json.writeStringProperty("file", event.file());
        json.writeNumberProperty("line", event.line());
        LogTime time = event.time();
        if (time != null) {
            json.writeStringProperty("time", time.instant().toString());
        }
        json.writeStringProperty("symptom", VerdictJson.name(event.symptom()));
        json.writeStringProperty("phase", VerdictJson.name(event.phase()));
        json.writeStringProperty("with", VerdictJson.name(event.peer()));
        json.writeStringProperty("said", event.said());
        text(json, "code", event.code());
        text(json, "instance", event.instance());
        text(json, "peer_name", event.peerName());
        endpoint(json, "client", event.client());
        endpoint(json, "local", event.local());
        endpoint(json, "remote", event.remote());
        text(json, "method", event.method());
        text(json, "path", event.path());
        if (event.status() > 0) {
            json.writeNumberProperty("status", event.status());
        }
        VerdictJson.strings(json, "upstream_statuses", event.upstreamStatuses());
        if (event.duration() != null) {
            json.writeName("duration_seconds");
            json.writeNumber(VerdictJson.seconds(event.duration().toNanos()));
        }
        if (event.reuse() != Reuse.UNKNOWN) {
            json.writeStringProperty("connection", VerdictJson.name(event.reuse()));
        }
        if (event.idle() != null) {
            json.writeName("idle_seconds");
            json.writeNumber(VerdictJson.seconds(event.idle().toNanos()));
        }
        text(json, "transaction", event.transaction());
        json.writeEndObject();
    }

    /** The logs that were read, the counts and the chains; incidents apart. */
    static void rest(JsonGenerator json, LogFindings findings) {
        json.writeArrayPropertyStart("logs");
        for (LogFile log : findings.logs()) {
            json.writeStartObject();
            json.writeStringProperty("file", log.name());
            json.writeStringProperty("written_by", log.written());
            json.writeNumberProperty("lines", log.lines());
            json.writeNumberProperty("failures", log.failures());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("log_counts");
        for (Map.Entry<LogCounts.Key, Integer> count :
                findings.counts().counts().entrySet()) {
            LogCounts.Key key = count.getKey();
            json.writeStartObject();
            if (key.second() != Long.MIN_VALUE) {
                json.writeNumberProperty("from", key.second());
                json.writeNumberProperty("seconds", findings.counts().bucketSeconds());
            }
            json.writeStringProperty("service", key.service());
            text(json, "instance", key.instance());
            text(json, "peer", key.peer());
            json.writeStringProperty("symptom", VerdictJson.name(key.symptom()));
            json.writeNumberProperty("count", count.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("chains");
        findings.chains().forEach((chain, requests) -> chain(json, chain, requests));
        json.writeEndArray();
        json.writeArrayPropertyStart("clock_gaps");
        for (ClockGap gap : findings.clockGaps()) {
            json.writeStartObject();
            json.writeStringProperty("in_front", gap.inFront());
            json.writeStringProperty("behind", gap.behind());
            json.writeName("at_least_seconds");
            json.writeNumber(VerdictJson.seconds(gap.nanos()));
            json.writeNumberProperty("requests", gap.requests());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void chain(JsonGenerator json, RequestChain chain, int requests) {
        json.writeStartObject();
        json.writeNumberProperty("requests", requests);
        json.writeStringProperty("transaction", chain.transaction());
        json.writeStringProperty("followed_by", VerdictJson.name(chain.followedBy()));
        json.writeBooleanProperty("by_time", chain.isByTime());
        json.writeArrayPropertyStart("hops");
        chain.hops().forEach(event -> event(json, event));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }

    private static void endpoint(JsonGenerator json, String name, @Nullable Endpoint value) {
        if (value != null) {
            json.writeStringProperty(name, value.toString());
        }
    }
}
