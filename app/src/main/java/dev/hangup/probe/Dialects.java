package dev.hangup.probe;

import dev.hangup.measurement.HttpVersion;
import dev.hangup.measurement.Listening.Close;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tries the versions of HTTP beside 1.1, a connection and a request each. */
final class Dialects {
    /** What ALPN is offered for HTTP/2 (RFC 9113 section 3.2). */
    static final String H2 = "h2";

    private Dialects() {}

    /**
     * HTTP/2, and what the endpoint does with its connection when it is idle.
     *
     * @param version whether it is spoken
     * @param roundTripNanos how long connecting took; 0 where it is not spoken
     * @param close how the idle connection was ended; null if it was not, or there was none
     * @param openNanos how long it was listened to; 0 if there was none, or that was cut short before it could tell anything
     */
    record Http2Sample(
            HttpVersion version,
            long roundTripNanos,
            @Nullable Close close,
            long openNanos) {
        /** Whether its connection outlived the listening: then late requests show more. */
        boolean isKept() {
            return roundTripNanos > 0 && close == null;
        }
    }

    static HttpVersion http10(Dialer dialer, InetSocketAddress to) {
        try (Call call = dialer.dial(to, Listener.HTTP_1_1)) {
            Heard heard = call.ask("HTTP/1.0");
            Answer answer = heard.answer();
            if (answer == null) {
                return new HttpVersion("HTTP/1.0", false, "a request met " + heard.otherwise());
            }
            return new HttpVersion(
                    "HTTP/1.0",
                    true,
                    "answered " + answer.status() + " as " + answer.version()
                            + (answer.advertised().closes()
                                    ? ", and keeps no connection open"
                                    : ", and keeps the connection when asked to"));
        } catch (IOException failed) {
            return new HttpVersion("HTTP/1.0", false, Words.of(failed));
        }
    }

    /** By ALPN where there is TLS (RFC 9113 section 3.2), else with prior knowledge (section 3.3). */
    static Http2Sample http2(Dialer dialer, InetSocketAddress to, long listenNanos) {
        boolean tls = dialer.terms().target().tls();
        String name = tls ? "HTTP/2 by ALPN" : "HTTP/2 with prior knowledge";
        try (Call call = dialer.dial(to, List.of(H2, "http/1.1"))) {
            if (tls && !call.protocol().equals(H2)) {
                return no(name, call.protocol().isEmpty() ? "it chose nothing" : "it chose " + call.protocol());
            }
            return http2(call, name, listenNanos);
        } catch (IOException failed) {
            return no(name, Words.of(failed));
        }
    }

    private static Http2Sample http2(Call call, String name, long listenNanos) throws IOException {
        Http2 http2 = new Http2(call.line());
        Heard heard;
        try {
            heard = call.ask(http2);
        } catch (ProtocolException refused) {
            return new Http2Sample(new HttpVersion(name, http2.isSpoken(), Words.of(refused)), 0, null, 0);
        }
        Answer answer = heard.answer();
        if (answer == null) {
            String met = "a request met " + heard.otherwise();
            return new Http2Sample(new HttpVersion(name, http2.isSpoken(), met), 0, null, 0);
        }
        long since = answer.lastByteNanos();
        Close close = Idling.listen(call.line(), http2::word, since, since + listenNanos);
        long openNanos = Listener.telling(System.nanoTime() - since, listenNanos);
        String status = answer.status() == 0 ? "answered" : "answered " + answer.status();
        return new Http2Sample(new HttpVersion(name, true, status), call.tcp().roundTripNanos(), close, openNanos);
    }

    private static Http2Sample no(String name, String why) {
        return new Http2Sample(new HttpVersion(name, false, why), 0, null, 0);
    }
}
