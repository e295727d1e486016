package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a capture once more, for connections of which another capture, or this one, had something to say: by their two
 * ends, and by the client's initial sequence number, behind an address translator.
 *
 * <p>Bounds: at most {@link #MOST} tracks; what is of no interest costs two looks at a bit set.
 */
public final class Tracer {
    private static final int MOST = 4_000;
    private static final int PORTS = 1 << 16;

    private final Set<Integer> wantedSequences = new HashSet<>();
    /** By the two ends: the client of the two. */
    private final Map<Pair, Endpoint> wanted = new HashMap<>();
    /** Ends of which a connection is wanted whose beginning nobody captured. */
    private final Set<Pair> wantedWithoutBeginning = new HashSet<>();

    private final BitSet wantedPorts = new BitSet(PORTS);
    /** What goes on now; empty where the ends are in use by a connection that is not wanted. */
    private final Map<Pair, Slot> current = new HashMap<>();

    private final List<Track> tracks = new ArrayList<>();
    private final Handshakes handshakes = new Handshakes();
    private boolean leftOut;

    /** The two ends of a connection, whoever sends. */
    private record Pair(Endpoint one, Endpoint other) {
        static Pair of(Endpoint one, Endpoint other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    private record Slot(@Nullable Track track) {}

    /** Makes a connection one to look for. */
    public void want(Connection connection) {
        Endpoint client = connection.client().endpoint();
        Pair pair = Pair.of(client, connection.server().endpoint());
        wanted.putIfAbsent(pair, client);
        wantedPorts.set(client.port());
        if (connection.client().sentSyn()) {
            wantedSequences.add(connection.client().initialSequence());
        } else {
            wantedWithoutBeginning.add(pair);
        }
    }

    /** Looks at the next segment of the capture. */
    public void accept(Segment segment) {
        if (segment.kind != Segment.Kind.TCP) {
            return;
        }
        boolean syn = segment.has(TcpFlags.SYN);
        if (syn) {
            handshakes.add(segment);
        }
        boolean opens = syn && !segment.has(TcpFlags.ACK);
        boolean begins = opens && wantedSequences.contains(segment.sequence);
        if (!begins && !wantedPorts.get(segment.sourcePort) && !wantedPorts.get(segment.destinationPort)) {
            return;
        }
        Endpoint source = new Endpoint(segment.sourceHigh, segment.sourceLow, segment.sourcePort);
        Endpoint destination = new Endpoint(segment.destinationHigh, segment.destinationLow, segment.destinationPort);
        Pair pair = Pair.of(source, destination);
        Slot slot = current.get(pair);
        Track known = slot == null ? null : slot.track();
        if (opens && (known == null || !known.beginsWith(segment.sequence))) {
            boolean isWanted = begins || wantedWithoutBeginning.contains(pair);
            if (isWanted || wanted.containsKey(pair)) {
                open(pair, isWanted ? new Track(source, destination, segment) : null);
            }
        } else if (slot == null && wanted.containsKey(pair)) {
            Endpoint client = wanted.get(pair);
            open(pair, new Track(client, client.equals(source) ? destination : source, segment));
        }
        slot = current.get(pair);
        Track track = slot == null ? null : slot.track();
        if (track != null) {
            track.add(segment);
        }
    }

    private void open(Pair pair, @Nullable Track track) {
        boolean isKept = track != null && tracks.size() < MOST;
        leftOut |= track != null && !isKept;
        // A scan may begin all of its connections with one number: what is left out needs a slot only to end another's.
        if (isKept || wanted.containsKey(pair) || current.containsKey(pair)) {
            current.put(pair, new Slot(isKept ? track : null));
        }
        if (track != null && isKept) {
            tracks.add(track);
            wantedPorts.set(track.client().port());
        }
    }

    /** What was found, in the order of first frames. */
    public List<Track> tracks() {
        return tracks;
    }

    /** Whether all that was wanted is among {@link #tracks()}, as far as it is there. */
    public boolean isComplete() {
        return !leftOut;
    }

    /** A sample of all handshakes, wanted or not. */
    public Handshakes handshakes() {
        return handshakes;
    }
}
