package dev.hangup.provoke.load;

import dev.hangup.measurement.Outcome;
import dev.hangup.probe.Answer;
import dev.hangup.probe.AnswerReader;
import dev.hangup.probe.Http1;
import dev.hangup.probe.Incoming;
import dev.hangup.probe.Line;
import dev.hangup.probe.Line.Event;
import dev.hangup.probe.Target;
import dev.hangup.probe.TlsLine;
import dev.hangup.probe.Trust;
import dev.hangup.probe.Words;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection of the pool: it is opened for a request, answers that and others, one at a time, and is idle between them. */
final class PooledConnection {
    private static final int FIRST_SERVER_ERROR = 500;
    /** An answer without end must not keep the others waiting. */
    private static final int READS_AT_ONCE = 64;

    private final LoadPlan plan;
    private final Pool pool;
    private final byte[] words;
    private final NonblockingLine tcp;
    private Line line;
    private @Nullable TlsLine handshake;
    private AnswerReader reader;
    private @Nullable Request request;
    private boolean connected;
    private long idleSinceNanos;

    /** One to be opened for {@code first}. */
    PooledConnection(LoadPlan plan, Pool pool, Selector selector, ByteBuffer in, Request first) throws IOException {
        this.plan = plan;
        this.pool = pool;
        words = Http1.request(plan.target(), plan.method(), "HTTP/1.1");
        reader = new AnswerReader(plan.method());
        tcp = new NonblockingLine(selector, this, in);
        line = tcp;
        request = first;
    }

    /** Begins to connect. */
    void open(InetSocketAddress to) {
        try {
            if (tcp.connect(to)) {
                connected();
            }
        } catch (IOException failed) {
            end(failed);
        }
    }

    /** Something has come, or can go. */
    void ready() {
        try {
            Request asked = request;
            if (!connected) {
                if (tcp.finishConnect()) {
                    connected();
                }
            } else if (handshake != null) {
                shake(handshake);
            } else if (asked == null) {
                listen();
            } else {
                tcp.flush();
                read(asked);
            }
        } catch (IOException failed) {
            end(failed);
        }
    }

    private void connected() throws IOException {
        connected = true;
        Target target = plan.target();
        if (target.tls()) {
            TlsLine tls = TlsLine.begin(tcp, Trust.engine(target, List.of("http/1.1")));
            line = tls;
            handshake = tls;
            shake(tls);
        } else {
            send();
        }
    }

    private void shake(TlsLine tls) throws IOException {
        Event event = tls.shake(0);
        tcp.flush();
        switch (event) {
            case DATA -> {
                handshake = null;
                send();
            }
            case NOTHING -> {
                // Then it goes on when something comes.
            }
            default -> end(outcome(event));
        }
    }

    /** Makes one more request. */
    void ask(Request next, long nowNanos) {
        request = next;
        next.reuses(this, nowNanos - idleSinceNanos);
        reader = new AnswerReader(plan.method());
        try {
            send();
        } catch (IOException failed) {
            end(failed);
        }
    }

    private void send() throws IOException {
        if (request != null) {
            request.sent(System.nanoTime());
            pool.await(request);
        }
        line.write(words);
    }

    private void read(Request asked) throws IOException {
        Event event = line.look();
        boolean whole = event == Event.DATA && reader.take(line.received());
        for (int reads = 1; event == Event.DATA && !whole; reads++) {
            if (reads == READS_AT_ONCE) {
                pool.postpone(this);
                return;
            }
            event = line.look();
            whole = event == Event.DATA && reader.take(line.received());
        }
        if (whole) {
            answered(asked, line.received().hasRemaining());
        } else if (event != Event.NOTHING) {
            if (event != Event.RST && reader.lastsToTheEnd()) {
                answered(asked, true);
            } else {
                end(outcome(event));
            }
        }
    }

    /** @param last whether nothing more can be asked, whatever the answer says */
    private void answered(Request asked, boolean last) {
        long now = System.nanoTime();
        Answer answer = reader.answer(now);
        request = null;
        idleSinceNanos = now;
        pool.over(asked, answer.status() < FIRST_SERVER_ERROR ? Outcome.ANSWERED : Outcome.SERVER_ERROR, now);
        pool.heed(answer);
        if (last || answer.advertised().closes()) {
            close();
        } else {
            tcp.listen(plan.arrivals().looks());
            pool.idle(this);
        }
    }

    /** On an idle connection whatever comes ends it: an answer that nobody asked for as well. */
    private void listen() throws IOException {
        if (line.look() != Event.NOTHING) {
            pool.lost(this, System.nanoTime());
            close();
        }
    }

    private static Outcome outcome(Event end) {
        return end == Event.RST ? Outcome.RESET : Outcome.CLOSED;
    }

    private void end(IOException failure) {
        if (Incoming.isReset(failure)) {
            end(Outcome.RESET);
        } else if (!connected && failure instanceof ConnectException) {
            end(Outcome.REFUSED);
        } else {
            if (request != null) {
                pool.tell(Words.of(failure));
            }
            end(Outcome.OTHER);
        }
    }

    private void end(Outcome outcome) {
        Request asked = request;
        request = null;
        if (asked == null) {
            pool.lost(this, System.nanoTime());
        } else {
            pool.over(asked, outcome, System.nanoTime());
        }
        close();
    }

    /** The patience of its request ended. */
    void giveUp() {
        end(connected && handshake == null ? Outcome.ANSWER_TIMEOUT : Outcome.CONNECT_TIMEOUT);
    }

    /** Since when it is idle, on the clock of {@link System#nanoTime}. */
    long idleSinceNanos() {
        return idleSinceNanos;
    }

    boolean isOpen() {
        return tcp.isOpen();
    }

    /** Closes it, and makes room in the pool. */
    void close() {
        tcp.close();
        pool.closed();
    }
}
