package dev.hangup.report;

import dev.hangup.measurement.Advertised;
import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Instance;
import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.RequestLimit;
import dev.hangup.measurement.ResetOrigin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code hangup probe} measured beside the idle timeout, in words that are equal where nothing changed. */
final class MeasuredFacts {
    private MeasuredFacts() {}

    /** By endpoint, and by what each is about; of several measurements of one endpoint the later counts. */
    static Map<String, Map<String, String>> of(List<MeasuredEndpoint> measured) {
        Map<String, Map<String, String>> facts = new LinkedHashMap<>();
        for (MeasuredEndpoint endpoint : measured) {
            Instance instance = endpoint.instance();
            facts.computeIfAbsent(instance.endpoint().toString(), server -> new LinkedHashMap<>())
                    .putAll(of(instance));
        }
        return facts;
    }

    private static Map<String, String> of(Instance instance) {
        Map<String, String> facts = new LinkedHashMap<>();
        Advertised advertised = instance.advertised();
        if (advertised != null) {
            facts.put(
                    "advertised idle timeout",
                    advertised.hasTimeout() ? plain(advertised.timeoutSeconds()) + " s" : "none");
        }
        for (HttpVersion version : instance.versions()) {
            facts.put(version.name(), version.spoken() ? "spoken" : "not spoken");
        }
        if (instance.tls() != null) {
            facts.put("TLS", instance.tls().version());
        }
        for (Listening listening : instance.listening()) {
            if (!listening.closes().isEmpty()) {
                facts.put(
                        "end of idle connections, " + listening.protocol(),
                        listening.manners().stream().map(Manner::text).sorted().collect(Collectors.joining("; or ")));
            }
        }
        late("late requests", instance.late(), facts);
        late("late requests, HTTP/2", instance.lateHttp2(), facts);
        if (instance.afterClose() != null) {
            facts.put(
                    "answer to what is sent after its end",
                    instance.afterClose().text());
        }
        RequestLimit limit = instance.requestLimit();
        if (limit != null) {
            facts.put("requests on a connection", (limit.closed() ? "" : "more than ") + limit.answered());
        }
        HeaderTimeout header = instance.headerTimeout();
        if (header != null) {
            // To the second: a timer is seldom set more finely, and measured less exactly.
            facts.put(
                    "wait for the rest of a header",
                    (header.manner() == null ? "more than " : "") + Math.round(header.nanos() / 1e9) + " s");
        }
        ResetOrigin origin = instance.resetOrigin();
        if (origin != null) {
            facts.put(
                    "origin of RSTs to late requests",
                    origin.isPath() ? "the path" : origin.isEndpoint() ? "the endpoint" : "not known");
        }
        return facts;
    }

    private static void late(String what, @Nullable LateRequests late, Map<String, String> facts) {
        if (late == null) {
            return;
        }
        facts.put(
                what,
                late.firstLost()
                        .map((LateRequest lost) -> lost.reaction().text() + " from "
                                + plain(Math.round(lost.gapNanos() / 1e8) / 10.0) + " s on")
                        .orElse("all answered"));
    }

    private static String plain(double seconds) {
        return seconds == Math.rint(seconds)
                ? Long.toString((long) seconds)
                : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
