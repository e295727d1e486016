package dev.hangup.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.util.List;

/**
 * A connection that had an answer, in some version of HTTP, and has been idle since.
 *
 * @param call the connection
 * @param sinceNanos when the last byte of the answer was seen, on the clock of {@link System#nanoTime}
 * @param ear what bytes on it mean while it is idle
 * @param next makes the next request
 */
record IdleCall(Call call, long sinceNanos, Idling.Ear ear, Request next) implements AutoCloseable {
    /** Makes a request and waits for what comes of it. */
    interface Request {
        /** Fails as {@link Call#ask()} does. */
        Heard make() throws IOException;
    }

    /** Opens one that speaks some version of HTTP. */
    interface Opener {
        /** Fails when there is no answer. */
        IdleCall open(Dialer dialer, InetSocketAddress to) throws IOException;
    }

    /** HTTP/1.1. */
    static IdleCall http1(Dialer dialer, InetSocketAddress to) throws IOException {
        Listener.Opened opened = Listener.open(dialer, to);
        Call call = opened.call();
        return new IdleCall(call, opened.answer().lastByteNanos(), Idling::http1, call::ask);
    }

    /** HTTP/2, by ALPN or with prior knowledge: the next request is made on a new stream. */
    static IdleCall http2(Dialer dialer, InetSocketAddress to) throws IOException {
        Call call = dialer.dial(to, List.of(Dialects.H2));
        try {
            Http2 http2 = new Http2(call.line());
            Heard heard = call.ask(http2);
            Answer answer = heard.answer();
            if (answer == null) {
                throw new ProtocolException("a request met " + heard.otherwise());
            }
            return new IdleCall(call, answer.lastByteNanos(), http2::word, () -> call.ask(http2));
        } catch (IOException | RuntimeException failed) {
            call.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        call.close();
    }
}
