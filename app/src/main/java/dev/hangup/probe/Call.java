package dev.hangup.probe;

import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Tls;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to the endpoint, from its opening to its close, and what is asked on it. */
final class Call implements AutoCloseable {
    private static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final byte[] EMPTY_LINE = {'\r', '\n'};
    /** An empty record of TLS application data (RFC 8446 section 5.1). */
    private static final byte[] EMPTY_RECORD = {23, 3, 3, 0, 0};

    private final Dialer dialer;
    private final TcpLine tcp;
    private final Line line;
    private final @Nullable Tls tls;
    private final String protocol;

    Call(Dialer dialer, TcpLine tcp, Line line, @Nullable Tls tls, String protocol) {
        this.dialer = dialer;
        this.tcp = tcp;
        this.line = line;
        this.tls = tls;
        this.protocol = protocol;
    }

    /** What is spoken on: TLS where the target has it. */
    Line line() {
        return line;
    }

    /** What carries it. */
    TcpLine tcp() {
        return tcp;
    }

    /** What is known of its TLS; null without. */
    @Nullable
    Tls tls() {
        return tls;
    }

    /** What ALPN chose; empty without. */
    String protocol() {
        return protocol;
    }

    /**
     * Makes one request of HTTP/1.1 and waits for the answer as long as the plan is patient.
     *
     * @throws IOException when what comes is no HTTP/1, or the line fails otherwise than by a RST
     */
    Heard ask() throws IOException {
        return ask(dialer.plan().patienceNanos());
    }

    /** The same, waiting for {@code patienceNanos}. */
    Heard ask(long patienceNanos) throws IOException {
        request("HTTP/1.1");
        return readAnswer(patienceNanos);
    }

    /** The same in {@code version}: {@code HTTP/1.0} or {@code HTTP/1.1}. */
    Heard ask(String version) throws IOException {
        request(version);
        return readAnswer();
    }

    /** The same in HTTP/2. */
    Heard ask(Http2 http2) throws IOException {
        Plan plan = dialer.plan();
        dialer.countRequest();
        return heeded(http2.ask(plan.target(), plan.method(), System.nanoTime() + plan.patienceNanos()));
    }

    private void request(String version) throws IOException {
        Plan plan = dialer.plan();
        dialer.countRequest();
        line.write(Http1.request(plan.target(), plan.method(), version));
    }

    /** Waits for the answer to a request that was made before. */
    Heard readAnswer() throws IOException {
        return readAnswer(dialer.plan().patienceNanos());
    }

    private Heard readAnswer(long patienceNanos) throws IOException {
        return heeded(Http1.read(line, dialer.plan().method(), System.nanoTime() + patienceNanos));
    }

    /** An endpoint that asks to be left alone is left alone. */
    private Heard heeded(Heard heard) {
        Answer answer = heard.answer();
        if (answer != null) {
            answer.heed(dialer.brake());
        }
        return heard;
    }

    /** At its close the endpoint gets a RST, and the kernel sends nothing again that was not acknowledged. */
    void abortAtClose() throws IOException {
        tcp.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
    }

    /**
     * Says something on a connection that the endpoint has ended by a FIN: a request, or a record where TLS is closed.
     * Whatever comes back, reading shows only the FIN again; but after a RST the kernel refuses to send anything more.
     *
     * @return null when nothing was said, as the brake was pulled
     */
    @Nullable
    Reaction speakAfterClose() {
        Plan plan = dialer.plan();
        if (dialer.brake().isPulled()) {
            return null;
        }
        try {
            dialer.countRequest();
            tcp.write(tls == null ? Http1.request(plan.target(), plan.method(), "HTTP/1.1") : EMPTY_RECORD);
            TimeUnit.NANOSECONDS.sleep(2 * tcp.roundTripNanos() + SETTLING_NANOS);
            tcp.write(tls == null ? EMPTY_LINE : EMPTY_RECORD);
            return Reaction.CLOSED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return null;
        } catch (IOException reset) {
            return Reaction.RESET;
        }
    }

    @Override
    public void close() {
        line.close();
        dialer.hungUp();
    }
}
