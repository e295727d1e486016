package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.knowledge.TimeoutDefault;
import dev.hangup.knowledge.TimeoutDefaults;
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
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured of an endpoint, for people. */
public final class MeasurementText {
    private static final int INDENT = 4;
    private static final int LABEL = 29;
    private static final int MOST_FITTING = 4;
    private static final int MOST_LISTED = 10;
    private static final long SECOND = 1_000_000_000L;
    /** How late this machine may see a packet. */
    private static final double LEAST_DOUBT_SECONDS = 0.02;

    private final Page page;

    /** Writes to {@code out} in lines of at most {@code width} characters. */
    public MeasurementText(PrintStream out, boolean colour, int width) {
        page = new Page(out, colour, width);
    }

    /** Writes all of it. */
    public void write(Measurement measurement) {
        head(
                page,
                "measured",
                measurement.target(),
                measurement.startNanos(),
                measurement.tookNanos(),
                measurement.connections(),
                measurement.requests(),
                measurement.stopped());
        measurement.instances().forEach(this::instance);
    }

    /** What was done to an endpoint, and why it ended before its time. */
    static void head(
            Page page,
            String done,
            String target,
            long startNanos,
            long tookNanos,
            int connections,
            int requests,
            String stopped) {
        page.hanging(
                new Page.Span(target + "  ", Page.Style.BOLD),
                "    ",
                done + " " + Instant.ofEpochSecond(startNanos / SECOND).truncatedTo(ChronoUnit.SECONDS) + " in "
                        + Quantity.duration(tookNanos) + " by " + Quantity.count(connections, "connection") + " and "
                        + Quantity.count(requests, "request"),
                Page.Style.PLAIN);
        if (!stopped.isEmpty()) {
            page.hanging(new Page.Span("stopped early: ", Page.Style.ALARM), stopped, Page.Style.PLAIN);
        }
    }

    private void instance(Instance instance) {
        page.blank();
        page.line(new Page.Span(instance.endpoint().toString(), Page.Style.BOLD));
        if (!instance.trouble().isEmpty()) {
            page.labelled(INDENT, LABEL, "trouble", instance.trouble(), Page.Style.ALARM);
        }
        versions(instance.versions());
        tls(instance.tls());
        Interval roundTrip = instance.roundTrip();
        if (roundTrip != null) {
            fact("round trip", roundTrip.text() + ", by connecting");
        }
        Advertised advertised = instance.advertised();
        if (advertised != null) {
            fact("advertised", advertised(advertised));
        }
        for (Listening listening : instance.listening()) {
            fact("idle timeout", listening(listening));
            if (advertised != null) {
                comparison(advertised, listening, roundTrip);
            }
        }
        LateRequest.Reaction afterClose = instance.afterClose();
        if (afterClose != null) {
            fact("after the FIN", "what is sent meets " + reaction(afterClose));
        }
        late("late requests", instance.late());
        late("late requests, HTTP/2", instance.lateHttp2());
        origin(instance.resetOrigin());
        requestLimit(instance.requestLimit());
        headerTimeout(instance.headerTimeout());
        advice(page, Advice.of(instance));
    }

    private void tls(@Nullable Tls tls) {
        if (tls == null) {
            return;
        }
        fact("TLS", tls.version());
        if (tls.notAfterSeconds() > 0) {
            fact(
                    "certificate",
                    "for " + (tls.names().isEmpty() ? "no name" : String.join(", ", tls.names())) + ", from "
                            + Instant.ofEpochSecond(tls.notBeforeSeconds()) + " to "
                            + Instant.ofEpochSecond(tls.notAfterSeconds()));
        }
        if (!tls.distrust().isEmpty()) {
            page.labelled(INDENT, LABEL, "", "not trusted: " + tls.distrust(), Page.Style.ALARM);
        }
    }

    private void late(String label, @Nullable LateRequests late) {
        if (late == null || late.all().isEmpty()) {
            return;
        }
        String survived = late.lastAnswered()
                .map(one -> "answered after gaps of up to " + seconds(one.gapNanos()))
                .orElse("never answered");
        String lost = late.firstLost()
                .map(one -> "; " + one.reaction().text() + " after " + seconds(one.gapNanos()) + " and more")
                .orElse("; none was lost");
        fact(label, survived + lost + " (n = " + late.count() + ")");
        late.closedBefore().stream()
                .findFirst()
                .ifPresent(first -> fact(
                        "",
                        Quantity.count(late.closedBefore().size(), "connection") + " ended before, after "
                                + seconds(first.gapNanos()) + " and more"));
        if (late.strays() > 0) {
            fact(
                    "",
                    Quantity.count(late.strays(), "request")
                            + " lost after shorter gaps than were survived: not the gap" + " decided there");
        }
        late.firstLost().ifPresent(one -> {
            long from = late.lastAnswered().map(LateRequest::gapNanos).orElse(0L);
            String fitting = TimeoutDefaults.middleboxIdleBetween(from, one.gapNanos()).stream()
                    .map(TimeoutDefault::text)
                    .distinct()
                    .limit(MOST_FITTING)
                    .collect(Collectors.joining("; "));
            if (!fitting.isEmpty()) {
                fact("", "defaults that fit: " + fitting);
            }
        });
    }

    private void origin(@Nullable ResetOrigin origin) {
        if (origin == null) {
            return;
        }
        String where;
        if (origin.isPath()) {
            where = "a box within " + Quantity.count(origin.resetHops(), "hop") + "; the endpoint is "
                    + origin.endpointHops() + " away. The path lost the connection's state, not the endpoint.";
        } else if (origin.isEndpoint()) {
            where = Quantity.count(origin.resetHops(), "hop")
                    + " away, as far as the endpoint: the endpoint itself, or a"
                    + " box right before it, lost the connection's state.";
        } else {
            where = "not found within the hops that were tried";
        }
        fact("RST comes from", where);
    }

    private void requestLimit(@Nullable RequestLimit limit) {
        if (limit != null) {
            fact(
                    "max requests",
                    limit.closed()
                            ? limit.answered() + ", then the connection is ended"
                                    + (limit.announced()
                                            ? " (announced by Connection: close)"
                                            : " without an announcement")
                            : "more than " + limit.answered());
        }
    }

    private void headerTimeout(@Nullable HeaderTimeout timeout) {
        if (timeout != null) {
            Manner manner = timeout.manner();
            fact(
                    "header timeout",
                    manner == null
                            ? "none within " + seconds(timeout.nanos())
                            : seconds(timeout.nanos()) + ", by " + manner.text() + " (n = 1)");
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
    }

    private void fact(String label, String text) {
        page.labelled(INDENT, LABEL, label, text);
    }

    private void versions(List<HttpVersion> versions) {
        for (HttpVersion version : versions) {
            fact(version.name(), (version.spoken() ? "yes: " : "no: ") + version.detail());
        }
    }

    private static String advertised(Advertised advertised) {
        StringBuilder text = new StringBuilder();
        if (advertised.hasTimeout()) {
            text.append("Keep-Alive: timeout=").append(plain(advertised.timeoutSeconds()));
            if (advertised.maxRequests() >= 0) {
                text.append(", max=").append(advertised.maxRequests());
            }
        } else {
            text.append("no Keep-Alive timeout");
        }
        return text.append(advertised.closes() ? "; it keeps no connection open after an answer" : "")
                .toString();
    }

    private static String plain(double seconds) {
        return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    }

    /** A line for each endpoint of which something was measured, where that is read beside other evidence. */
    static void list(Page page, List<MeasuredEndpoint> endpoints) {
        endpoints.stream()
                .limit(MOST_LISTED)
                .forEach(one -> page.hanging(
                        Page.dim(""),
                        one.instance().endpoint() + ", " + one.source() + ": "
                                + one.listening()
                                        .map(listening -> "idle timeout " + listening(listening))
                                        .orElse("no idle timeout"),
                        Page.Style.DIM));
        if (endpoints.size() > MOST_LISTED) {
            page.line(Page.dim(Quantity.count(endpoints.size() - MOST_LISTED, "more endpoint") + " measured"));
        }
    }

    /** When idle connections were ended, and how. */
    static String listening(Listening listening) {
        Interval open = listening.open();
        String still = open == null ? "" : "no close while listening for " + open.text();
        String closed = listening
                .timeout()
                .map(timeout -> timeout.text() + ", by "
                        + listening.manners().stream().map(Manner::text).collect(Collectors.joining("; or by ")))
                .orElse("");
        return listening.protocol() + ": " + closed + (closed.isEmpty() || still.isEmpty() ? "" : "; ") + still;
    }

    /** What is advertised is a claim; a client that believes it is hurt when the truth is shorter. */
    private void comparison(Advertised advertised, Listening listening, @Nullable Interval roundTrip) {
        if (!advertised.hasTimeout() || !listening.protocol().startsWith("HTTP/1")) {
            return;
        }
        double doubt = (roundTrip == null ? 0 : roundTrip.maxNanos()) / 1e9 + LEAST_DOUBT_SECONDS;
        listening.timeout().ifPresent(timeout -> {
            double later = timeout.minNanos() / 1e9 - advertised.timeoutSeconds();
            String by = String.format(Locale.ROOT, "%.3f s", Math.abs(later));
            if (later < -doubt) {
                fact("", by + " earlier than advertised: a client that believes the header reuses dead connections");
            } else {
                fact("", later < doubt ? "as advertised" : by + " later than advertised");
            }
        });
    }

    private static String reaction(LateRequest.Reaction reaction) {
        return switch (reaction) {
            case ANSWERED -> "an answer";
            case RESET -> "a RST";
            case CLOSED -> "no RST: it is read and dropped";
            case SILENCE -> "silence";
            case GOAWAY, RST_STREAM -> "a frame of HTTP/2";
            case CLOSED_BEFORE -> "a connection that is gone";
        };
    }

    /** What follows from it. */
    static void advice(Page page, List<String> advice) {
        if (advice.isEmpty()) {
            return;
        }
        page.section("What to change");
        for (String sentence : advice) {
            page.hanging(Page.plain(" ".repeat(INDENT) + "* "), sentence, Page.Style.PLAIN);
        }
    }
}
