package dev.hangup.forecast;

import dev.hangup.comparison.Rate;
import dev.hangup.measurement.Advice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many requests a day will meet the idle close of one server: as things are, and after changes.
 *
 * @param usage how its connections are used; its idle timeout and round trip are those that count
 * @param isRoundTripAssumed whether nobody measured or said the round trip
 * @param rows the cases, as things are first; empty where its idle timeout is not known
 */
public record Forecast(Usage usage, boolean isRoundTripAssumed, List<Row> rows) {
    private static final long ASSUMED_ROUND_TRIP_NANOS = 1_000_000;

    /**
     * One case.
     *
     * @param what in plain words
     */
    public record Row(String what, Timers timers, Races races) {}

    /**
     * What somebody says about timers; -1 for what nobody says.
     *
     * @param serverNanos the server's idle timeout now, in place of what was seen
     * @param clientNanos the client's now
     * @param roundTripNanos the round trip, in place of what was seen
     * @param newServerNanos the server's idle timeout after a change
     * @param newClientNanos the client's after a change
     */
    public record Said(
            long serverNanos, long clientNanos, long roundTripNanos, long newServerNanos, long newClientNanos) {}

    /** Forecasts for every server, those that will lose most first. */
    public static List<Forecast> of(List<Usage> usages, Said said) {
        return usages.stream()
                .map(usage -> of(usage, said))
                .sorted(Comparator.comparingDouble(Forecast::now).reversed())
                .toList();
    }

    /**
     * Whether more or fewer requests were lost than the gaps explain, beyond chance: by clients that do not look for the FIN, or
     * by other closes than those of the timer. Then the numbers say nothing.
     */
    public boolean isContradicted() {
        if (usage.races() < 0 || rows.isEmpty()) {
            return false;
        }
        Races expected = rows.get(0).races();
        Rate seen = usage.seen();
        return seen.lowerInTime() > expected.upper() || seen.upperInTime() < expected.lower();
    }

    private double now() {
        return rows.isEmpty() ? -1 : rows.get(0).races().perDay();
    }

    private static Forecast of(Usage seen, Said said) {
        boolean isAssumed = said.roundTripNanos < 0 && seen.roundTripNanos() < 0;
        Usage usage = seen;
        if (said.serverNanos >= 0) {
            usage = usage.withIdleTimeout(said.serverNanos);
        }
        if (isAssumed || said.roundTripNanos >= 0) {
            usage = usage.withRoundTrip(isAssumed ? ASSUMED_ROUND_TRIP_NANOS : said.roundTripNanos);
        }
        return new Forecast(usage, isAssumed, usage.idleTimeoutNanos() < 0 ? List.of() : rows(usage, said));
    }

    private static List<Row> rows(Usage usage, Said said) {
        long roundTrip = usage.roundTripNanos();
        long client = said.clientNanos < 0 ? Long.MAX_VALUE : said.clientNanos;
        List<Row> rows = new ArrayList<>();
        rows.add(row("now", usage, new Timers(usage.idleTimeoutNanos(), client, roundTrip)));
        if (said.newServerNanos < 0 && said.newClientNanos < 0) {
            long limit = Advice.clientLimitNanos(usage.idleTimeoutNanos(), roundTrip);
            if (limit > 0) {
                rows.add(row("client as advised", usage, new Timers(usage.idleTimeoutNanos(), limit, roundTrip)));
            }
            return rows;
        }
        long server = said.newServerNanos < 0 ? usage.idleTimeoutNanos() : said.newServerNanos;
        rows.add(row(
                "after the change",
                usage,
                new Timers(server, said.newClientNanos < 0 ? client : said.newClientNanos, roundTrip)));
        return rows;
    }

    private static Row row(String what, Usage usage, Timers timers) {
        return new Row(what, timers, Races.expect(usage, timers));
    }
}
