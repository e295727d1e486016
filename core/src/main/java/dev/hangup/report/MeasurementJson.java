package dev.hangup.report;

import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.Advice;
import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.Measurement;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.measurement.ResetOrigin;
import dev.hangup.measurement.Tls;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What was measured of an endpoint, as one JSON object; {@link Schemas#PROBE} is its schema. */
public final class MeasurementJson {
    private static final int SCHEMA = 1;

    private MeasurementJson() {}

    /** Writes it to {@code out}, which stays open. */
    public static void write(OutputStream out, Measurement measurement) {
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), new Unclosed(out))) {
            json.writeStartObject();
            json.writeNumberProperty("schema", SCHEMA);
            json.writeStringProperty("target", measurement.target());
            seconds(json, "start", measurement.startNanos());
            seconds(json, "took_seconds", measurement.tookNanos());
            json.writeNumberProperty("connections", measurement.connections());
            json.writeNumberProperty("requests", measurement.requests());
            if (!measurement.stopped().isEmpty()) {
                json.writeStringProperty("stopped", measurement.stopped());
            }
            json.writeArrayPropertyStart("instances");
            measurement.instances().forEach(instance -> instance(json, instance));
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void instance(JsonGenerator json, Instance instance) {
        json.writeStartObject();
        json.writeStringProperty("endpoint", instance.endpoint().toString());
        if (!instance.trouble().isEmpty()) {
            json.writeStringProperty("trouble", instance.trouble());
        }
        interval(json, "round_trip", instance.roundTrip());
        advertised(json, instance.advertised());
        json.writeArrayPropertyStart("versions");
        for (HttpVersion version : instance.versions()) {
            json.writeStartObject();
            json.writeStringProperty("version", version.name());
            json.writeBooleanProperty("spoken", version.spoken());
            json.writeStringProperty("detail", version.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
        tls(json, instance.tls());
        json.writeArrayPropertyStart("idle");
        instance.listening().forEach(listening -> listening(json, listening));
        json.writeEndArray();
        late(json, "late", instance.late());
        late(json, "late_http2", instance.lateHttp2());
        if (instance.afterClose() != null) {
            json.writeStringProperty("after_close", VerdictJson.name(instance.afterClose()));
        }
        requestLimit(json, instance.requestLimit());
        headerTimeout(json, instance.headerTimeout());
        resetOrigin(json, instance.resetOrigin());
        json.writeArrayPropertyStart("remedies");
        Advice.of(instance).forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What a report says of measurements that were read beside other evidence; nothing where there are none. */
    static void list(JsonGenerator json, List<MeasuredEndpoint> endpoints) {
        if (!endpoints.isEmpty()) {
            json.writeArrayPropertyStart("measurements");
            endpoints.forEach(endpoint -> summary(json, endpoint));
            json.writeEndArray();
        }
    }

    private static void summary(JsonGenerator json, MeasuredEndpoint endpoint) {
        json.writeStartObject();
        json.writeStringProperty("file", endpoint.file());
        json.writeStringProperty("target", endpoint.measurement().target());
        json.writeStringProperty("endpoint", endpoint.instance().endpoint().toString());
        seconds(json, "start", endpoint.measurement().startNanos());
        endpoint.listening().ifPresent(listening -> {
            interval(json, "idle_timeout", listening.timeout().orElse(null));
            interval(json, "open", listening.open());
        });
        json.writeEndObject();
    }

    private static void advertised(JsonGenerator json, @Nullable Advertised advertised) {
        if (advertised == null) {
            return;
        }
        json.writeObjectPropertyStart("advertised");
        if (advertised.hasTimeout()) {
            json.writeNumberProperty("timeout_seconds", advertised.timeoutSeconds());
        }
        if (advertised.maxRequests() >= 0) {
            json.writeNumberProperty("max_requests", advertised.maxRequests());
        }
        json.writeBooleanProperty("closes", advertised.closes());
        json.writeEndObject();
    }

    private static void tls(JsonGenerator json, @Nullable Tls tls) {
        if (tls == null) {
            return;
        }
        json.writeObjectPropertyStart("tls");
        json.writeStringProperty("version", tls.version());
        json.writeArrayPropertyStart("names");
        tls.names().forEach(json::writeString);
        json.writeEndArray();
        json.writeNumberProperty("not_before", tls.notBeforeSeconds());
        json.writeNumberProperty("not_after", tls.notAfterSeconds());
        json.writeBooleanProperty("trusted", tls.distrust().isEmpty());
        if (!tls.distrust().isEmpty()) {
            json.writeStringProperty("distrust", tls.distrust());
        }
        json.writeEndObject();
    }

    static void listening(JsonGenerator json, Listening listening) {
        json.writeStartObject();
        json.writeStringProperty("protocol", listening.protocol());
        listening.timeout().ifPresent(timeout -> interval(json, "timeout", timeout));
        json.writeArrayPropertyStart("closes");
        for (Listening.Close close : listening.closes()) {
            json.writeStartObject();
            seconds(json, "idle_seconds", close.idleNanos());
            manner(json, close.manner());
            json.writeEndObject();
        }
        json.writeEndArray();
        interval(json, "open", listening.open());
        json.writeEndObject();
    }

    private static void late(JsonGenerator json, String name, @Nullable LateRequests late) {
        if (late == null) {
            return;
        }
        json.writeObjectPropertyStart(name);
        late.lastAnswered().ifPresent(one -> seconds(json, "last_answered_seconds", one.gapNanos()));
        late.firstLost().ifPresent(one -> {
            seconds(json, "first_lost_seconds", one.gapNanos());
            json.writeStringProperty("first_lost_by", VerdictJson.name(one.reaction()));
        });
        json.writeNumberProperty("strays", late.strays());
        json.writeArrayPropertyStart("requests");
        for (LateRequest request : late.all()) {
            json.writeStartObject();
            seconds(json, "gap_seconds", request.gapNanos());
            json.writeStringProperty("reaction", VerdictJson.name(request.reaction()));
            seconds(json, "after_seconds", request.reactionNanos());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void requestLimit(JsonGenerator json, @Nullable RequestLimit limit) {
        if (limit == null) {
            return;
        }
        json.writeObjectPropertyStart("max_requests");
        json.writeNumberProperty("answered", limit.answered());
        json.writeBooleanProperty("closed", limit.closed());
        json.writeBooleanProperty("announced", limit.announced());
        json.writeEndObject();
    }

    private static void headerTimeout(JsonGenerator json, @Nullable HeaderTimeout timeout) {
        if (timeout == null) {
            return;
        }
        json.writeObjectPropertyStart("header_timeout");
        seconds(json, "seconds", timeout.nanos());
        if (timeout.manner() != null) {
            manner(json, timeout.manner());
        }
        json.writeEndObject();
    }

    private static void resetOrigin(JsonGenerator json, @Nullable ResetOrigin origin) {
        if (origin == null) {
            return;
        }
        json.writeObjectPropertyStart("reset_origin");
        if (origin.endpointHops() > 0) {
            json.writeNumberProperty("endpoint_hops", origin.endpointHops());
        }
        if (origin.resetHops() > 0) {
            json.writeNumberProperty("reset_hops", origin.resetHops());
        }
        json.writeNumberProperty("connections", origin.probes());
        json.writeEndObject();
    }

    static void interval(JsonGenerator json, String name, @Nullable Interval interval) {
        if (interval == null) {
            return;
        }
        json.writeObjectPropertyStart(name);
        seconds(json, "min_seconds", interval.minNanos());
        seconds(json, "max_seconds", interval.maxNanos());
        json.writeNumberProperty("count", interval.count());
        json.writeEndObject();
    }

    private static void manner(JsonGenerator json, Manner manner) {
        json.writeArrayPropertyStart("manner");
        manner.words().forEach(word -> json.writeString(VerdictJson.name(word)));
        json.writeEndArray();
    }

    static void seconds(JsonGenerator json, String name, long nanos) {
        json.writeName(name);
        json.writeNumber(VerdictJson.seconds(nanos));
    }
}
