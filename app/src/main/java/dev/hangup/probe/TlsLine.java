package dev.hangup.probe;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;

/**
 * TLS on a line of TCP. A socket of the JDK would give a plain end of stream for a close_notify and for a FIN without
 * one; the engine tells them apart.
 */
public final class TlsLine implements Line {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Line line;
    private final SSLEngine engine;
    private final ByteBuffer records;
    private final ByteBuffer plain;
    private boolean ended;

    private TlsLine(Line line, SSLEngine engine) {
        this.line = line;
        this.engine = engine;
        SSLSession session = engine.getSession();
        records = ByteBuffer.allocate(2 * session.getPacketBufferSize());
        plain = ByteBuffer.allocate(2 * session.getApplicationBufferSize()).limit(0);
    }

    /** A line on {@code line} whose hands are not shaken yet, as the client. */
    public static TlsLine begin(Line line, SSLEngine engine) throws IOException {
        TlsLine tls = new TlsLine(line, engine);
        tls.plain.clear();
        engine.beginHandshake();
        return tls;
    }

    /**
     * Shakes hands as the client.
     *
     * @throws IOException when that fails, in words for people; {@code line} stays open
     */
    static TlsLine handshake(TcpLine line, SSLEngine engine, long deadlineNanos) throws IOException {
        TlsLine tls = begin(line, engine);
        Event end = tls.shake(deadlineNanos);
        if (end == Event.CLOSE_NOTIFY) {
            throw new EOFException("the TLS handshake ended with a close_notify");
        }
        if (end != Event.DATA) {
            throw new EOFException("the TLS handshake ended with " + (end == Event.NOTHING ? "silence" : end));
        }
        return tls;
    }

    /**
     * Goes on shaking hands.
     *
     * @return {@link Event#DATA} when that is done, {@link Event#NOTHING} when it did not come further until the deadline,
     *     otherwise how the other end ended it
     * @throws IOException when it fails
     */
    public Event shake(long deadlineNanos) throws IOException {
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(NOTHING);
                default -> {
                    Event event = shakeOn(deadlineNanos);
                    if (event != Event.DATA) {
                        return event;
                    }
                }
            }
        }
        plain.flip();
        return Event.DATA;
    }

    private Event shakeOn(long deadlineNanos) throws IOException {
        SSLEngineResult.Status status = unwrap();
        if (status == SSLEngineResult.Status.CLOSED) {
            return Event.CLOSE_NOTIFY;
        }
        if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            Event event = line.read(deadlineNanos);
            if (event != Event.DATA) {
                return event;
            }
            records.put(line.received());
        }
        return Event.DATA;
    }

    SSLSession session() {
        return engine.getSession();
    }

    /** What ALPN (RFC 7301) chose; empty without it. */
    String protocol() {
        return engine.getApplicationProtocol();
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    private void wrap(ByteBuffer from) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize() + from.remaining());
        if (engine.wrap(from, out).getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new EOFException("TLS was closed");
        }
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        line.write(bytes);
    }

    private SSLEngineResult.Status unwrap() throws IOException {
        records.flip();
        try {
            return engine.unwrap(records, plain).getStatus();
        } finally {
            records.compact();
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        while (from.hasRemaining()) {
            wrap(from);
        }
    }

    @Override
    public Event read(long deadlineNanos) throws IOException {
        return read(() -> line.read(deadlineNanos));
    }

    @Override
    public Event look() throws IOException {
        return read(line::look);
    }

    /** How the next of TCP is come by: with or without waiting. */
    private interface Source {
        Event next() throws IOException;
    }

    private Event read(Source tcp) throws IOException {
        plain.clear();
        try {
            return readOn(tcp);
        } finally {
            plain.flip();
        }
    }

    private Event readOn(Source tcp) throws IOException {
        while (!ended) {
            SSLEngineResult.Status status = unwrap();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isInboundDone()) {
                wrap(NOTHING);
            }
            if (plain.position() > 0) {
                return Event.DATA;
            }
            if (status == SSLEngineResult.Status.CLOSED || engine.isInboundDone()) {
                ended = true;
                return Event.CLOSE_NOTIFY;
            }
            if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                Event event = tcp.next();
                if (event != Event.DATA) {
                    return event;
                }
                records.put(line.received());
            }
        }
        // After a close_notify only TCP has anything left to say.
        Event event = tcp.next();
        while (event == Event.DATA) {
            event = tcp.next();
        }
        return event;
    }

    @Override
    public ByteBuffer received() {
        return plain;
    }

    @Override
    public long heardNanos() {
        return line.heardNanos();
    }

    @Override
    public void close() {
        line.close();
    }
}
