package dev.hangup.probe;

import dev.hangup.measurement.Interval;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.Manner;
import dev.hangup.measurement.Manner.Word;
import dev.hangup.measurement.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One request of HTTP/1.1, and then only ears. */
public final class Listener {
    /** What ALPN is offered for HTTP/1.1 (RFC 7301 section 6). */
    static final List<String> HTTP_1_1 = List.of("http/1.1");

    /** That a connection stayed open for less tells nothing, if it was cut short. */
    private static final long LEAST_TELLING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private Listener() {}

    /**
     * What one connection showed.
     *
     * @param roundTripNanos how long connecting took
     * @param answer to the request
     * @param tls null without TLS
     * @param close how the endpoint ended it; null if it did not
     * @param openNanos how long it was listened to; 0 if that was cut short before it could tell anything
     * @param afterClose what came of a request after the end; null if none was made
     */
    public record Sample(
            long roundTripNanos,
            Answer answer,
            @Nullable Tls tls,
            @Nullable Close close,
            long openNanos,
            @Nullable Reaction afterClose) {}

    /**
     * A connection that has its answer, and is idle from now on.
     *
     * @param tookNanos from the request to the answer's last byte
     */
    public record Opened(Call call, Answer answer, long tookNanos) {}

    /**
     * Opens a connection and makes the request.
     *
     * @throws IOException when there is no answer
     */
    public static Opened open(Dialer dialer, InetSocketAddress to) throws IOException {
        Call call = dialer.dial(to, HTTP_1_1);
        try {
            long asked = System.nanoTime();
            Heard heard = call.ask();
            Answer answer = heard.answer();
            if (answer == null) {
                throw new ProtocolException("a request met " + heard.otherwise());
            }
            return new Opened(call, answer, answer.lastByteNanos() - asked);
        } catch (IOException | RuntimeException failed) {
            call.close();
            throw failed;
        }
    }

    /** Listens for {@code listenNanos}; if it shall, speaks once more after the endpoint's FIN. */
    public static Sample listen(Opened opened, long listenNanos, boolean speaksAfterClose) throws IOException {
        try (Call call = opened.call()) {
            Answer answer = opened.answer();
            long since = answer.lastByteNanos();
            Close close = Idling.listen(call.line(), Idling::http1, since, since + listenNanos);
            long openNanos = System.nanoTime() - since;
            boolean ended = close != null && endsWithFin(close.manner());
            return new Sample(
                    call.tcp().roundTripNanos(),
                    answer,
                    call.tls(),
                    close,
                    telling(openNanos, listenNanos),
                    ended && speaksAfterClose ? call.speakAfterClose() : null);
        }
    }

    /** {@code openNanos}, or 0 where it is so short of {@code listenNanos} that it tells nothing. */
    static long telling(long openNanos, long listenNanos) {
        return openNanos < Math.min(listenNanos, LEAST_TELLING_NANOS) ? 0 : openNanos;
    }

    /** What all of them show together; empty when that is nothing. */
    public static Optional<Listening> listening(List<Sample> samples) {
        List<Close> closes =
                samples.stream().map(Sample::close).filter(Objects::nonNull).toList();
        List<Long> open = samples.stream()
                .filter(sample -> sample.close() == null && sample.openNanos() > 0)
                .map(Sample::openNanos)
                .toList();
        return closes.isEmpty() && open.isEmpty()
                ? Optional.empty()
                : Optional.of(new Listening("HTTP/1.1", closes, open.isEmpty() ? null : Interval.of(open)));
    }

    private static boolean endsWithFin(Manner manner) {
        return manner.words().get(manner.words().size() - 1) == Word.FIN;
    }
}
