package dev.hangup.connection;

import dev.hangup.Endpoint;
import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sample of the handshakes of a capture, such that two captures of the same connections have the same ones in their
 * samples: those {@value #MOST} whose initial sequence numbers have the smallest hashes (a bottom-k sketch). From it the
 * clocks of two captures are compared, and how far each is from a server.
 */
public final class Handshakes {
    private static final int MOST = 256;

    private final TreeMap<Long, Handshake> byHash = new TreeMap<>();

    /** One handshake; times are in nanoseconds since 1970. */
    public static final class Handshake {
        private final int clientSequence;
        private final Endpoint server;
        private final long synNanos;
        private int serverSequence;
        private long synAckNanos;
        private boolean isRepeated;

        private Handshake(Segment syn) {
            clientSequence = syn.sequence;
            server = new Endpoint(syn.destinationHigh, syn.destinationLow, syn.destinationPort);
            synNanos = syn.timeNanos;
        }

        /** Who was asked. */
        public Endpoint server() {
            return server;
        }

        /** When the SYN was captured. */
        public long synNanos() {
            return synNanos;
        }

        /** When the SYN-ACK was captured. */
        public long synAckNanos() {
            return synAckNanos;
        }

        /** Whether each of its segments was captured once, so that no clock is read from two different packets. */
        private boolean isPlain() {
            return synAckNanos != 0 && !isRepeated;
        }
    }

    void add(Segment segment) {
        boolean isAnswer = segment.has(TcpFlags.ACK);
        int clientSequence = isAnswer ? segment.acknowledgment - 1 : segment.sequence;
        long hash = mix(clientSequence);
        if (byHash.size() == MOST && hash > byHash.lastKey()) {
            return;
        }
        Handshake known = byHash.get(hash);
        if (!isAnswer && known == null) {
            byHash.put(hash, new Handshake(segment));
            if (byHash.size() > MOST) {
                byHash.pollLastEntry();
            }
        } else if (isAnswer && known != null && known.synAckNanos == 0) {
            known.serverSequence = segment.sequence;
            known.synAckNanos = segment.timeNanos;
        } else if (known != null) {
            known.isRepeated = true;
        }
    }

    /** Another order than that of the numbers themselves, which some systems count up (SplitMix64's finalizer). */
    private static long mix(int value) {
        long mixed = (value + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** Those that were captured whole, each segment once. */
    public Collection<Handshake> all() {
        return byHash.values().stream().filter(Handshake::isPlain).toList();
    }

    /** The same handshake, captured elsewhere; null if it is not in this sample. */
    public @Nullable Handshake like(Handshake other) {
        Handshake known = byHash.get(mix(other.clientSequence));
        return known != null && known.isPlain() && known.serverSequence == other.serverSequence ? known : null;
    }
}
