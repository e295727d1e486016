package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection as one capture shows it to somebody who looks at it again: who talks, the initial sequence numbers, and
 * its last {@value #SEGMENTS} segments. Nothing is judged here; tracks of several captures are compared.
 */
public final class Track {
    static final int SEGMENTS = 64;

    /** Clocks that are set by NTP differ less. */
    private static final long CLOCKS_DIFFER_NANOS = 10_000_000_000L;

    private final Endpoint client;
    private final Endpoint server;
    private final Trail trail = new Trail(SEGMENTS);
    private final long firstFrame;
    private final long firstNanos;
    private long lastFrame;
    private boolean clientSequenceKnown;
    private int clientSequence;
    private boolean serverSequenceKnown;
    private int serverSequence;

    Track(Endpoint client, Endpoint server, Segment first) {
        this.client = client;
        this.server = server;
        firstFrame = first.frame;
        firstNanos = first.timeNanos;
    }

    void add(Segment segment) {
        boolean fromClient = segment.sourcePort == client.port()
                && segment.sourceLow == client.low()
                && segment.sourceHigh == client.high();
        lastFrame = segment.frame;
        trail.add(segment, fromClient ? Trail.FROM_CLIENT : 0);
        if (!segment.has(TcpFlags.SYN)) {
            return;
        }
        if (fromClient && !clientSequenceKnown) {
            clientSequenceKnown = true;
            clientSequence = segment.sequence;
        } else if (!fromClient && segment.has(TcpFlags.ACK)) {
            // The last SYN-ACK counts: with SYN cookies, or another backend, it has another number.
            serverSequenceKnown = true;
            serverSequence = segment.sequence;
        }
    }

    boolean beginsWith(int initialSequence) {
        return clientSequenceKnown && clientSequence == initialSequence;
    }

    /** The client as this capture shows it: an address translator may show another one elsewhere. */
    public Endpoint client() {
        return client;
    }

    /** The server as this capture shows it. */
    public Endpoint server() {
        return server;
    }

    /** The frame that it begins with. */
    public long firstFrame() {
        return firstFrame;
    }

    /** The frame that it ends with. */
    public long lastFrame() {
        return lastFrame;
    }

    /** Whether this is what {@code connection} of the same capture was judged by. */
    public boolean isOf(Connection connection) {
        return connection.client().endpoint().equals(client)
                && connection.server().endpoint().equals(server)
                && connection.firstFrame() >= firstFrame
                && connection.firstFrame() <= lastFrame;
    }

    /**
     * Whether {@code other}, of another capture, is the same connection. The initial sequence numbers (RFC 9293 section
     * 3.4.1, RFC 6528) tell, as they pass most address translators; where they were not captured, the same ends and a
     * segment that is in both. Under other addresses it has to begin at about the same time too: numbers that a program
     * made up are used by many connections. What an address translator that forgot a connection sends on under another port has
     * no beginning; both numbers and the payload of a segment tell.
     */
    public boolean isSameAs(Track other) {
        boolean sameEnds = client.equals(other.client) && server.equals(other.server);
        if (!clientSequenceKnown || !other.clientSequenceKnown) {
            return sameEnds ? sharesSegmentWith(other) : isContinuedAs(other) || other.isContinuedAs(this);
        }
        boolean sameServerSequence = serverSequence == other.serverSequence;
        boolean bothAnswered = serverSequenceKnown && other.serverSequenceKnown;
        if (clientSequence != other.clientSequence || bothAnswered && !sameServerSequence) {
            return false;
        }
        boolean sameTime = Math.abs(firstNanos - other.firstNanos) < CLOCKS_DIFFER_NANOS;
        boolean sameEnd = client.equals(other.client) || server.equals(other.server);
        return sameEnds || sameTime && (bothAnswered || sameEnd);
    }

    /** Whether {@code other} begins with a segment of this one, under another address of one of the ends. */
    private boolean isContinuedAs(Track other) {
        boolean sameEnd = client.equals(other.client) || server.equals(other.server);
        Trail.Entry first = other.clientSequenceKnown || !sameEnd ? null : other.firstPayload();
        return first != null
                && segments().stream()
                        .anyMatch(segment -> segment.isCopyOf(first)
                                && Math.abs(segment.timeNanos() - first.timeNanos()) < CLOCKS_DIFFER_NANOS);
    }

    /** The first segment with payload of the client, if it is among those kept; null if there is none. */
    public Trail.@Nullable Entry firstPayload() {
        return hasForgotten()
                ? null
                : segments().stream()
                        .filter(segment -> segment.fromClient() && segment.payloadLength() > 1)
                        .findFirst()
                        .orElse(null);
    }

    private boolean sharesSegmentWith(Track other) {
        List<Trail.Entry> others = other.segments();
        return segments().stream().anyMatch(one -> others.stream().anyMatch(two -> two.isCopyOf(one)));
    }

    /** The initial sequence number of the client; meaningful when {@link #isBeginningKnown}. */
    public int clientSequence() {
        return clientSequence;
    }

    /** Whether the client's SYN was captured. */
    public boolean isBeginningKnown() {
        return clientSequenceKnown;
    }

    /** Its segments, copies included; the older ones are missing when {@link #hasForgotten()}. */
    public List<Trail.Entry> segments() {
        return List.of(trail.entries());
    }

    /** Whether older segments are not kept any more. */
    public boolean hasForgotten() {
        return trail.hasForgotten();
    }
}
