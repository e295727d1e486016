package dev.hangup.measurement;

import dev.hangup.Endpoint;
import dev.hangup.measurement.JsonTree.Malformed;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Manner.Word;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads what {@code hangup probe} and {@code hangup provoke} printed with {@code --format json}, one measurement or several behind
 * each other, as they come or indented.
 * What the text derives from what else it says (the timeout from its closes, the remedies) is not read, nor is a field that is not
 * known; a measurement with a field that cannot be right is not read at all.
 */
public final class MeasurementReader {
    private static final int SCHEMA = 1;
    private static final int LARGEST = 1 << 20;
    private static final int DEEPEST = 20;
    private static final int LONGEST_NUMBER = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build();

    private static final Pattern OBJECT = Pattern.compile("\\A\\ufeff?\\s*\\{");

    /** Fields of every measurement, in whatever order; inside a text of JSON a quote would stand behind a backslash. */
    private static final List<Pattern> FIELDS = List.of(
            Pattern.compile("\"schema\"\\s*:\\s*\\d"),
            Pattern.compile("\"target\"\\s*:\\s*\"https?://"),
            Pattern.compile("\"took_seconds\"\\s*:\\s*\\d"),
            Pattern.compile("\"(?:instances\"\\s*:\\s*\\[|attempts\"\\s*:\\s*\\d|steps\"\\s*:\\s*\\[)"));

    private MeasurementReader() {}

    /** Whether a text that begins like this is a measurement. */
    public static boolean recognises(String beginning) {
        return OBJECT.matcher(beginning).find()
                && FIELDS.stream().allMatch(field -> field.matcher(beginning).find());
    }

    /**
     * What a text holds.
     *
     * @param measurements each of them, also those of what was provoked, made before; of a load, which measures no timer, one
     *     without an instance
     * @param provocations what was provoked
     * @param loads what came of loads
     */
    public record Results(List<Measurement> measurements, List<Provocation> provocations, List<LoadTotals> loads) {}

    /**
     * What a text holds, up to the damage where it is damaged.
     *
     * @param damage is told what cannot be read, and in which line
     */
    public static Results read(String text, ObjLongConsumer<String> damage) {
        Results results = new Results(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (text.length() > LARGEST) {
            damage.accept("larger than 1 MiB, as no measurement is: it is not read", 1);
            return results;
        }
        String plain = text.startsWith("\ufeff") ? text.substring(1) : text;
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), plain)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                JsonTree root = JsonTree.read(json, "measurement");
                try {
                    read(root, results);
                } catch (Malformed wrong) {
                    damage.accept(wrong.what(), wrong.line());
                }
            }
        } catch (JacksonException wrong) {
            damage.accept(
                    "cannot be read as JSON from here on: the measurement is damaged",
                    Math.max(
                            1,
                            wrong.getLocation() == null
                                    ? 1
                                    : wrong.getLocation().getLineNr()));
        }
        return results;
    }

    private static void read(JsonTree root, Results results) {
        int schema = root.at("schema").count();
        if (schema != SCHEMA) {
            throw new Malformed(root.line(), "a measurement of schema " + schema + ", which is not known: not read");
        }
        if (isProvocation(root)) {
            Provocation provocation = provocation(root);
            results.provocations.add(provocation);
            results.measurements.add(provocation.measurement());
            return;
        }
        results.measurements.add(measurement(root));
        if (isLoad(root)) {
            results.loads.add(totals(root));
        }
    }

    private static boolean isProvocation(JsonTree root) {
        return root.has("aimed");
    }

    private static boolean isLoad(JsonTree root) {
        return root.has("steps");
    }

    private static LoadTotals totals(JsonTree root) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        for (JsonTree outcomes : root.at("steps").each(step -> step.at("outcomes"))) {
            for (Outcome outcome : Outcome.values()) {
                String name = outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
                counts.merge(outcome, outcomes.or(0L, name, JsonTree::whole), Long::sum);
            }
        }
        return new LoadTotals(root.at("target").text(), loadManner(root), counts);
    }

    private static String loadManner(JsonTree root) {
        String rates = root
                .at("steps")
                .each(step -> LoadStep.text(step.at("wanted_per_second").decimal()))
                .stream()
                .collect(Collectors.joining(","));
        JsonTree pool = root.at("pool");
        return rates + " a second, " + pool.at("size").count() + " connections at most"
                + (pool.has("idle_seconds")
                        ? ", closed after " + pool.at("idle_seconds").decimal() + " s"
                        : "")
                + (pool.at("looks").isTrue() ? "" : ", without a look for the FIN")
                + (root.has("stopped") ? ", stopped early" : "");
    }

    private static Measurement measurement(JsonTree root) {
        return new Measurement(
                root.at("target").text(),
                root.at("start").nanos(),
                root.at("took_seconds").nanos(),
                root.at("connections").count(),
                root.at("requests").count(),
                isLoad(root) ? List.of() : root.at("instances").each(MeasurementReader::instance),
                root.or("", "stopped", JsonTree::text));
    }

    private static Provocation provocation(JsonTree root) {
        return new Provocation(
                root.at("target").text(),
                endpoint(root.at("endpoint")),
                root.at("start").nanos(),
                root.at("took_seconds").nanos(),
                root.at("connections").count(),
                root.at("requests").count(),
                root.at("looks").isTrue(),
                root.optional("idle", MeasurementReader::listening),
                root.optional("gaps", MeasurementReader::gaps),
                root.each("aimed", MeasurementReader::aimed),
                root.or("", "unseen", JsonTree::text),
                root.or("", "trouble", JsonTree::text),
                root.or("", "stopped", JsonTree::text));
    }

    private static GapRange gaps(JsonTree value) {
        try {
            return new GapRange(
                    value.at("from_seconds").nanos(), value.at("to_seconds").nanos());
        } catch (IllegalArgumentException wrong) {
            throw new Malformed(value.line(), "gaps that end before they begin: the measurement is not read");
        }
    }

    private static Aimed aimed(JsonTree value) {
        return new Aimed(
                value.at("gap_seconds").nanos(),
                value.at("sent_seconds").nanos(),
                value.at("reaction").constant(Reaction.class),
                value.at("after_seconds").nanos(),
                value.at("round_trip_seconds").nanos(),
                value.at("answer_seconds").nanos(),
                value.at("local_port").count(),
                value.optional("scenario", JsonTree::text));
    }

    private static Instance instance(JsonTree instance) {
        return new Instance(
                endpoint(instance.at("endpoint")),
                instance.or("", "trouble", JsonTree::text),
                instance.optional("round_trip", MeasurementReader::interval),
                instance.optional("advertised", MeasurementReader::advertised),
                instance.each("versions", MeasurementReader::version),
                instance.optional("tls", MeasurementReader::tls),
                instance.each("idle", MeasurementReader::listening),
                instance.optional("late", MeasurementReader::lateRequests),
                instance.optional("late_http2", MeasurementReader::lateRequests),
                instance.optional("after_close", one -> one.constant(Reaction.class)),
                instance.optional("max_requests", MeasurementReader::requestLimit),
                instance.optional("header_timeout", MeasurementReader::headerTimeout),
                instance.optional("reset_origin", MeasurementReader::resetOrigin));
    }

    private static Endpoint endpoint(JsonTree value) {
        try {
            return Endpoint.parse(value.text());
        } catch (IllegalArgumentException wrong) {
            throw new Malformed(value.line(), "endpoint is no address and port: the measurement is not read");
        }
    }

    private static Interval interval(JsonTree value) {
        Interval interval = new Interval(
                value.at("min_seconds").nanos(),
                value.at("max_seconds").nanos(),
                value.at("count").count());
        if (interval.minNanos() > interval.maxNanos() || interval.count() < 1) {
            throw new Malformed(value.line(), "an interval that ends before it begins, or without a sample");
        }
        return interval;
    }

    private static Advertised advertised(JsonTree value) {
        return new Advertised(
                value.or(Advertised.NOTHING.timeoutSeconds(), "timeout_seconds", JsonTree::decimal),
                value.or(Advertised.NOTHING.maxRequests(), "max_requests", JsonTree::count),
                value.at("closes").isTrue());
    }

    private static HttpVersion version(JsonTree value) {
        return new HttpVersion(
                value.at("version").text(),
                value.at("spoken").isTrue(),
                value.at("detail").text());
    }

    private static Tls tls(JsonTree value) {
        return new Tls(
                value.at("version").text(),
                value.each("names", JsonTree::text),
                value.at("not_before").whole(),
                value.at("not_after").whole(),
                value.or("", "distrust", JsonTree::text));
    }

    private static Listening listening(JsonTree value) {
        return new Listening(
                value.at("protocol").text(),
                value.each(
                        "closes",
                        close -> new Listening.Close(close.at("idle_seconds").nanos(), manner(close.at("manner")))),
                value.optional("open", MeasurementReader::interval));
    }

    private static Manner manner(JsonTree value) {
        Manner manner = new Manner(value.each(word -> word.constant(Word.class)));
        if (manner.words().isEmpty()) {
            throw new Malformed(value.line(), "an end without a word: the measurement is not read");
        }
        return manner;
    }

    private static LateRequests lateRequests(JsonTree value) {
        return new LateRequests(value.each("requests", MeasurementReader::late));
    }

    private static LateRequest late(JsonTree value) {
        return new LateRequest(
                value.at("gap_seconds").nanos(),
                value.at("reaction").constant(Reaction.class),
                value.at("after_seconds").nanos());
    }

    private static RequestLimit requestLimit(JsonTree value) {
        return new RequestLimit(
                value.at("answered").count(),
                value.at("closed").isTrue(),
                value.at("announced").isTrue());
    }

    private static HeaderTimeout headerTimeout(JsonTree value) {
        return new HeaderTimeout(value.at("seconds").nanos(), value.optional("manner", MeasurementReader::manner));
    }

    private static ResetOrigin resetOrigin(JsonTree value) {
        return new ResetOrigin(
                value.or(-1, "endpoint_hops", JsonTree::count),
                value.or(-1, "reset_hops", JsonTree::count),
                value.at("connections").count());
    }
}
