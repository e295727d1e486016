package dev.hangup.probe;

import dev.hangup.measurement.Tls;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Opens connections, never too many at once and never too many a second, and counts what was done to the endpoint. */
public final class Dialer {
    private static final long LOOK_MILLIS = 100;

    private final Terms terms;
    private final Brake brake;
    private final Semaphore places;
    private final long spacingNanos;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<InetSocketAddress, IOException> refusals = new ConcurrentHashMap<>();
    private long nextNanos = System.nanoTime();

    /** One that keeps to {@code terms} until {@code brake} is pulled. */
    public Dialer(Terms terms, Brake brake) {
        this.terms = terms;
        this.brake = brake;
        places = new Semaphore(terms.atOnce());
        spacingNanos = TimeUnit.SECONDS.toNanos(1) / terms.perSecond();
    }

    /**
     * Opens a connection, inside TLS where the target has it.
     *
     * @param protocols what ALPN offers
     * @throws IOException when that fails, or the brake is pulled
     */
    Call dial(InetSocketAddress to, List<String> protocols) throws IOException {
        return dial(to, terms.target(), protocols);
    }

    /** The same for another target at that address. */
    Call dial(InetSocketAddress to, Target target, List<String> protocols) throws IOException {
        awaitTurn();
        boolean open = false;
        @Nullable TcpLine line = null;
        try {
            line = connect(to);
            Call call = call(line, target, protocols);
            open = true;
            return call;
        } finally {
            if (!open) {
                if (line != null) {
                    line.close();
                }
                places.release();
            }
        }
    }

    /** An address that once refused a connection, or did not answer, is not bothered with another. */
    private TcpLine connect(InetSocketAddress to) throws IOException {
        IOException before = refusals.get(to);
        if (before != null) {
            throw new ConnectException(before.getMessage());
        }
        connections.incrementAndGet();
        try {
            return TcpLine.connect(to, terms.patienceNanos(), brake);
        } catch (IOException refused) {
            if (!brake.isPulled()) {
                refusals.put(to, refused);
            }
            throw refused;
        }
    }

    /** How {@code to} refused a connection; null if it took all. */
    public @Nullable IOException refusal(InetSocketAddress to) {
        return refusals.get(to);
    }

    private Call call(TcpLine line, Target target, List<String> protocols) throws IOException {
        if (!target.tls()) {
            return new Call(this, line, line, null, "");
        }
        SSLEngine engine = Trust.engine(target, protocols);
        TlsLine tls = TlsLine.handshake(line, engine, System.nanoTime() + terms.patienceNanos());
        Tls facts = Trust.describe(tls.session(), target.host());
        return new Call(this, line, tls, facts, tls.protocol());
    }

    private void awaitTurn() throws IOException {
        try {
            while (!places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (brake.isPulled()) {
                    throw stopped();
                }
            }
            boolean granted = false;
            try {
                if (!brake.sleepUntil(takeTurn())) {
                    throw stopped();
                }
                granted = true;
            } finally {
                if (!granted) {
                    places.release();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ConnectException("interrupted");
        }
    }

    private synchronized long takeTurn() {
        long mine = Math.max(nextNanos, System.nanoTime());
        nextNanos = mine + spacingNanos;
        return mine;
    }

    private static IOException stopped() {
        return new ConnectException("stopped before connecting");
    }

    /** One more request goes out. */
    void countRequest() {
        requests.incrementAndGet();
    }

    void hungUp() {
        places.release();
    }

    /** How many connections it opened, or tried to. */
    public int connections() {
        return connections.get();
    }

    /** How many requests went out. */
    public int requests() {
        return requests.get();
    }

    /** What it keeps to. */
    public Terms terms() {
        return terms;
    }

    /** What ends its work. */
    public Brake brake() {
        return brake;
    }
}
