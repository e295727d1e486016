package dev.hangup.diagnosis.chain;

import dev.hangup.config.Role;
import dev.hangup.config.SettingKind;
import dev.hangup.measurement.Advice;
import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.MeasuredEndpoint;
import dev.hangup.measurement.RequestLimit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A limit as it was met when an endpoint was measured.
 *
 * @param name what was measured, in plain words
 * @param least seconds, or a count: the shortest sample
 * @param most the longest
 * @param clientLimit for how many seconds a client may keep idle connections before it; NaN for what does not limit that
 * @param text the numbers, with how many samples there are
 * @param file with the measurement, as the user named it
 */
public record MeasuredLimit(String name, double least, double most, double clientLimit, String text, String file) {
    private static final double NANOS = 1e9;

    /** What was measured of an end of that role; null where nothing ended. */
    static @Nullable MeasuredLimit of(MeasuredEndpoint endpoint, Role role, SettingKind kind) {
        if (role == Role.MIDDLEBOX) {
            return kind == SettingKind.IDLE_TIMEOUT ? ofPath(endpoint) : null;
        }
        return switch (kind) {
            case IDLE_TIMEOUT ->
                endpoint.idleTimeout()
                        .map(timeout -> ofTimer("idle timeout", timeout, endpoint))
                        .orElse(null);
            case HEADER_TIMEOUT -> {
                HeaderTimeout header = endpoint.instance().headerTimeout();
                yield header == null || header.manner() == null
                        ? null
                        : ofTimer("header timeout", new Interval(header.nanos(), header.nanos(), 1), endpoint);
            }
            case MAX_REQUESTS -> {
                RequestLimit limit = endpoint.instance().requestLimit();
                yield limit == null || !limit.closed()
                        ? null
                        : new MeasuredLimit(
                                "requests",
                                limit.answered(),
                                limit.answered(),
                                Double.NaN,
                                limit.answered() + " requests",
                                endpoint.file());
            }
            default -> null;
        };
    }

    /** For how many seconds an idle connection was seen to live on, where no end was; negative for other kinds, and where it was not. */
    static double survivedSeconds(MeasuredEndpoint endpoint, SettingKind kind) {
        return kind == SettingKind.IDLE_TIMEOUT ? endpoint.survivedNanos() / NANOS : -1;
    }

    private static MeasuredLimit ofTimer(String name, Interval interval, MeasuredEndpoint endpoint) {
        return new MeasuredLimit(
                name,
                interval.minNanos() / NANOS,
                interval.maxNanos() / NANOS,
                clientLimit(endpoint, interval.minNanos()),
                interval.text(),
                endpoint.file());
    }

    /** Somewhere between the gap that was survived and the one that was not; nobody should trust in more than the former. */
    private static @Nullable MeasuredLimit ofPath(MeasuredEndpoint endpoint) {
        @Nullable LateRequests late = endpoint.instance().lateOfAnyVersion().orElse(null);
        if (late == null || late.lastAnswered().isEmpty() || late.firstLost().isEmpty()) {
            return null;
        }
        long survived = late.lastAnswered().get().gapNanos();
        long lost = late.firstLost().get().gapNanos();
        return new MeasuredLimit(
                "idle time survived",
                survived / NANOS,
                lost / NANOS,
                clientLimit(endpoint, survived),
                String.format(
                        Locale.ROOT,
                        "answered after gaps of up to %.3f s, %s after %.3f s (n = %d)",
                        survived / NANOS,
                        late.firstLost().get().reaction().text(),
                        lost / NANOS,
                        late.count()),
                endpoint.file());
    }

    private static double clientLimit(MeasuredEndpoint endpoint, long endNanos) {
        return Advice.clientLimitNanos(endpoint.instance(), endNanos) / NANOS;
    }
}
