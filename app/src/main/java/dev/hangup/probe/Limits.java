package dev.hangup.probe;

import dev.hangup.measurement.HeaderTimeout;
import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.RequestLimit;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is measured only when somebody asks for it, as it is more than one request on a connection, or less. */
final class Limits {
    private Limits() {}

    /** Request after request on one connection, until the endpoint ends it or {@code most} are made. */
    static @Nullable RequestLimit requests(Dialer dialer, InetSocketAddress to, int most) {
        int answered = 0;
        try (Call call = dialer.dial(to, Listener.HTTP_1_1)) {
            while (answered < most && !dialer.brake().isPulled()) {
                Answer answer = call.ask().answer();
                if (answer == null) {
                    return new RequestLimit(answered, true, false);
                }
                answered++;
                if (answer.advertised().closes()) {
                    return new RequestLimit(answered, true, true);
                }
            }
            return new RequestLimit(answered, false, false);
        } catch (IOException ended) {
            return answered == 0 ? null : new RequestLimit(answered, true, false);
        }
    }

    /** Half a request, and then only ears. */
    static @Nullable HeaderTimeout header(Dialer dialer, InetSocketAddress to, long waitNanos) {
        Terms terms = dialer.terms();
        byte[] request = Http1.request(terms.target(), terms.method(), "HTTP/1.1");
        // All but the empty line that would end the header.
        String half = new String(request, 0, request.length - 2, StandardCharsets.US_ASCII);
        try (Call call = dialer.dial(to, Listener.HTTP_1_1)) {
            dialer.countRequest();
            call.line().write(half.getBytes(StandardCharsets.US_ASCII));
            long since = System.nanoTime();
            Close close = Idling.listen(call.line(), Idling::http1, since, since + waitNanos);
            return close == null
                    ? new HeaderTimeout(System.nanoTime() - since, null)
                    : new HeaderTimeout(close.idleNanos(), close.manner());
        } catch (IOException failed) {
            return null;
        }
    }
}
