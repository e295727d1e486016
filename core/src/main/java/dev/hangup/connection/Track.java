package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import java.util.List;

/**
 * One connection as one capture shows it to somebody who looks at it again: who talks, the initial sequence numbers, and
 * its last {@value #SEGMENTS} segments. Nothing is judged here; tracks of several captures are compared.
 */
public final class Track {
    static final int SEGMENTS = 64;

    private final Endpoint client;
    private final Endpoint server;
    private final Trail trail = new Trail(SEGMENTS);
    private final long firstFrame;
    private long lastFrame;
    private boolean clientSequenceKnown;
    private int clientSequence;
    private boolean serverSequenceKnown;
    private int serverSequence;

    Track(Endpoint client, Endpoint server, long firstFrame) {
        this.client = client;
        this.server = server;
        this.firstFrame = firstFrame;
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
     * segment that is in both.
     */
    public boolean isSameAs(Track other) {
        boolean sameEnds = client.equals(other.client) && server.equals(other.server);
        if (!clientSequenceKnown || !other.clientSequenceKnown) {
            return sameEnds && sharesSegmentWith(other);
        }
        if (clientSequence != other.clientSequence) {
            return false;
        }
        return serverSequenceKnown && other.serverSequenceKnown
                ? serverSequence == other.serverSequence
                : client.equals(other.client) || server.equals(other.server);
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
