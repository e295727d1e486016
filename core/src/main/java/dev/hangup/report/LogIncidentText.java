package dev.hangup.report;

import dev.hangup.Quantity;
import dev.hangup.diagnosis.Causes;
import dev.hangup.diagnosis.FailureTimes;
import dev.hangup.diagnosis.LogCase;
import dev.hangup.diagnosis.LogClues;
import dev.hangup.diagnosis.LogShape;
import dev.hangup.diagnosis.LogVerdict;
import dev.hangup.diagnosis.Party;
import dev.hangup.diagnosis.Verdict;
import dev.hangup.log.LogEvent;
import dev.hangup.log.LogTime;
import dev.hangup.report.Page.Span;
import dev.hangup.report.Page.Style;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One incident that only logs tell of, in full. */
final class LogIncidentText {
    private static final int INDENT = 4;
    private static final int LABEL = 17;
    private static final int MOST_LINES = 5;
    private static final int MOST_NAMES = 4;
    private static final int LONGEST_PLACE = 36;
    private static final double EVEN = 0.5;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Page page;
    private final LogVerdict verdict;
    private final LogCase failure;

    LogIncidentText(Page page, LogVerdict verdict) {
        this.page = page;
        this.verdict = verdict;
        failure = verdict.failure();
    }

    void write(int number, int ofAll) {
        heading(number, ofAll);
        facts();
        lines();
        new EvidenceText(page, verdict).write();
    }

    /** The cause, or that it is open. */
    static String title(LogVerdict verdict) {
        if (verdict.cause().equals(Verdict.UNKNOWN)) {
            return "unknown cause";
        }
        return (verdict.confidence() < EVEN ? "perhaps " : "") + verdict.cause();
    }

    /** Who had asked whom: {@code nginx -> 172.18.0.2:8000}. */
    static String parties(LogCase failure) {
        if (failure.is(LogShape.CLIENT_LEFT)) {
            return "its clients -> " + LogClues.writer(failure);
        }
        String name = failure.peerName();
        boolean isNamed = !name.isEmpty() && !name.equals(failure.peer());
        return LogClues.writer(failure) + " -> " + LogClues.peer(failure) + (isNamed ? " (" + name + ")" : "");
    }

    private void heading(int number, int ofAll) {
        page.blank();
        page.rule("log " + number + " of " + ofAll);
        page.line(
                new Span(title(verdict), Style.ALARM),
                new Span(": " + Quantity.count(failure.count(), "failure") + " in the logs", Style.BOLD));
        page.hanging(Page.plain(""), plainly(), Style.PLAIN);
        page.blank();
    }

    private String plainly() {
        if (verdict.cause().equals(Verdict.UNKNOWN)) {
            return "Why is open: no cause that is known fits well enough.";
        }
        String plainly = Causes.named(verdict.cause()).plainly();
        return verdict.confidence() < EVEN ? "It may be that " + plainly + "." : Page.sentence(plainly);
    }

    private void facts() {
        fact("who", parties(failure));
        long[] times = failure.times();
        if (times.length > 0) {
            fact("when", span(times) + (failure.isZoneKnown() ? "" : ", if the log is in UTC: it names no zone"));
            String bar = TimeBar.bar(times.length, times[0], times[times.length - 1], FailureTimes.of(times));
            if (!bar.isEmpty()) {
                fact("", bar);
            }
        }
        fact("in the log", failure.shape().text() + ": " + symptoms());
        if (failure.masked() > 0) {
            fact("", Quantity.count(failure.masked()) + " of them the client did not notice: a retry succeeded");
        }
        fact(
                "next move",
                verdict.culprit() == Party.NONE
                        ? "open"
                        : "the " + verdict.culprit().text() + "'s");
        fact("how sure", howSure());
        measured();
        names("captured", failure.explained());
        names("failed first at", failure.failedFirstAt());
        names("methods", failure.methods());
        names("instances", failure.instances());
        names("files", failure.files());
    }

    /** Without the thousandths that logs in whole seconds do not have. */
    private static String span(long[] times) {
        String span = TimeBar.span(times[0], times[times.length - 1]);
        boolean isWhole = Arrays.stream(times).allMatch(time -> time % SECOND_NANOS == 0);
        return isWhole ? span.replace(".000", "") : span;
    }

    private String howSure() {
        if (verdict.cause().equals(Verdict.UNKNOWN)) {
            return "the cause is open";
        }
        return Facts.percent(verdict.confidence()) + ", " + Facts.inWords(verdict.confidence())
                + "; logs alone never say more than 80 %";
    }

    private String symptoms() {
        return failure.symptoms().entrySet().stream()
                .map(symptom -> Quantity.count(symptom.getValue()) + " "
                        + symptom.getKey().text())
                .collect(Collectors.joining(", "));
    }

    private void measured() {
        String label = "measured";
        if (failure.medianDurationNanos() >= 0) {
            fact(label, "half of them had failed after " + Quantity.duration(failure.medianDurationNanos()));
            label = "";
        }
        if (failure.medianIdleNanos() >= 0) {
            fact(label, "idle before for " + Quantity.duration(failure.medianIdleNanos()) + " (median)");
        }
    }

    private void names(String label, Map<String, Integer> counts) {
        if (!counts.isEmpty()) {
            List<Map.Entry<String, Integer>> most = counts.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .toList();
            String shown = most.stream()
                    .limit(MOST_NAMES)
                    .map(name -> name.getKey() + " (" + Quantity.count(name.getValue()) + ")")
                    .collect(Collectors.joining(", "));
            int more = most.size() - MOST_NAMES;
            fact(label, shown + (more > 0 ? " and " + Quantity.count(more) + " more" : ""));
        }
    }

    private void fact(String label, String text) {
        page.labelled(INDENT, LABEL, label, text);
    }

    private void lines() {
        page.section("In the logs");
        failure.events().stream().limit(MOST_LINES).forEach(event -> line(page, "      ", event));
        if (failure.count() > MOST_LINES) {
            page.line(Page.dim("      ... and " + Quantity.count(failure.count() - MOST_LINES) + " more"));
        }
    }

    /** Where a line stands and what it says: beside each other where there is room, else one below the other. */
    static void line(Page page, String indent, LogEvent event) {
        String place = indent + event.file() + ":" + event.line();
        if (place.length() <= LONGEST_PLACE) {
            page.hanging(Page.dim(place + "  "), text(event), Style.PLAIN);
        } else {
            page.line(Page.dim(place));
            page.hanging(Page.plain(indent + "  "), text(event), Style.PLAIN);
        }
    }

    /** What a line says, in one line. */
    static String text(LogEvent event) {
        LogTime time = event.time();
        StringBuilder text = new StringBuilder();
        if (time != null) {
            text.append(time.instant().toString().replace('T', ' ').replace("Z", ""))
                    .append("  ");
        }
        if (!event.said().contains(event.code())) {
            text.append(event.code()).append("  ");
        }
        text.append(event.said());
        if (!event.method().isEmpty()) {
            text.append("  ").append(event.method()).append(' ').append(event.path());
        }
        if (event.status() > 0 && !event.said().contains("status " + event.status())) {
            text.append("  status ").append(event.status());
        }
        if (event.duration() != null) {
            text.append("  after ").append(Quantity.duration(event.duration().toNanos()));
        }
        return text.toString().strip();
    }
}
