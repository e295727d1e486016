package dev.hangup.probe;

import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.Tls;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to the endpoint, from its opening to its close, and what is asked on it. */
public final class Call implements AutoCloseable {
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
    public Line line() {
        return line;
    }

    /** What carries it. */
    public TcpLine tcp() {
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
     * Makes one request of HTTP/1.1 and waits for the answer as long as the terms allow.
     *
     * @throws IOException when what comes is no HTTP/1, or the line fails otherwise than by a RST
     */
    Heard ask() throws IOException {
        return ask(dialer.terms().patienceNanos());
    }

    /** The same, waiting for {@code patienceNanos}. */
    Heard ask(long patienceNanos) throws IOException {
        send(request());
        return readAnswer(patienceNanos);
    }

    /** The same in {@code version}: {@code HTTP/1.0} or {@code HTTP/1.1}. */
    Heard ask(String version) throws IOException {
        send(request(version));
        return readAnswer();
    }

    /** The same in HTTP/2. */
    Heard ask(Http2 http2) throws IOException {
        Terms terms = dialer.terms();
        dialer.countRequest();
        return heeded(http2.ask(terms.target(), terms.method(), System.nanoTime() + terms.patienceNanos()));
    }

    /** The bytes of a request of HTTP/1.1, for {@link #send}. */
    public byte[] request() {
        return request("HTTP/1.1");
    }

    private byte[] request(String version) {
        return Http1.request(dialer.terms().target(), dialer.terms().method(), version);
    }

    /**
     * Makes a request; {@link #readAnswer()} follows.
     *
     * @throws IOException when the connection is gone
     */
    public void send(byte[] request) throws IOException {
        dialer.countRequest();
        line.write(request);
    }

    /**
     * Waits for the answer to a request that was made before.
     *
     * @throws IOException when what comes is no HTTP/1, or the line fails otherwise than by a RST
     */
    public Heard readAnswer() throws IOException {
        return readAnswer(dialer.terms().patienceNanos());
    }

    private Heard readAnswer(long patienceNanos) throws IOException {
        return heeded(Http1.read(line, dialer.terms().method(), System.nanoTime() + patienceNanos));
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
        if (dialer.brake().isPulled()) {
            return null;
        }
        try {
            dialer.countRequest();
            tcp.write(tls == null ? request() : EMPTY_RECORD);
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
