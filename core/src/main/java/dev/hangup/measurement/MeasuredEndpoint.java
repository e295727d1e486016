package dev.hangup.measurement;

import dev.hangup.Endpoint;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was measured at one address, and where it is written.
 *
 * @param file with the measurement, as the user named it
 * @param measurement all of it
 * @param instance what of it is about that address
 */
public record MeasuredEndpoint(String file, Measurement measurement, Instance instance) {
    private static final Pattern HOST = Pattern.compile("https?://(?:\\[([^\\]]*)]|([^/:?#]*)).*", Pattern.DOTALL);
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Whether that is {@code host}, an address, or the name by which it was measured; never asks a name server. */
    public boolean isAt(String host, int port) {
        if (port != instance.endpoint().port()) {
            return false;
        }
        Matcher target = HOST.matcher(measurement.target());
        if (target.matches() && target.group(2) != null && target.group(2).equalsIgnoreCase(host)) {
            return true;
        }
        try {
            return Endpoint.ofLiteral(host, port).equals(instance.endpoint());
        } catch (IllegalArgumentException otherName) {
            return false;
        }
    }

    /** The same of {@code host:port}, with brackets around an IPv6 address; false for what has no port. */
    public boolean isAt(String server) {
        int colon = server.lastIndexOf(':');
        String digits = server.substring(colon + 1);
        return colon > 0
                && digits.matches("\\d{1,5}")
                && isAt(server.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(digits));
    }

    /** What HTTP/1 clients met who only listened, as pools of connections do; of another version if there is none. */
    public Optional<Listening> listening() {
        return instance.listening().stream()
                .filter(listening -> listening.protocol().startsWith("HTTP/1"))
                .findFirst()
                .or(() -> instance.listening().stream().findFirst());
    }

    /** After how long the endpoint ended idle connections; empty where it ended none. */
    public Optional<Interval> idleTimeout() {
        return listening().flatMap(Listening::timeout);
    }

    /** The longest idle time in nanoseconds that a connection was seen to survive without any end; -1 where none was. */
    public long survivedNanos() {
        long open = listening().map(Listening::open).map(Interval::minNanos).orElse(-1L);
        long answered = instance.lateOfAnyVersion()
                .flatMap(LateRequests::lastAnswered)
                .map(LateRequest::gapNanos)
                .orElse(-1L);
        return idleTimeout().isPresent() ? -1 : Math.max(open, answered);
    }

    /** When the measuring began, to the second. */
    public Instant start() {
        return Instant.ofEpochSecond(measurement.startNanos() / SECOND_NANOS);
    }

    /** {@code measured 2026-11-20T20:06:36Z, probe.json}. */
    public String source() {
        return "measured " + start() + ", " + file;
    }
}
