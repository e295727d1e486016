package dev.hangup.connection;

/**
 * Infers the vantage from the handshakes. A host captures its own packets with an initial TTL, and its own half of the
 * round trip takes next to no time: at the client the ACK follows the SYN-ACK at once, at the server the SYN-ACK follows
 * the SYN at once. A client may leave the ACK to its first data, though, which waits for the program (TCP_QUICKACK of
 * tcp(7)): then it is no farther away than the time says, and perhaps much nearer.
 */
final class VantageVotes {
    /** Below this a half of the round trip may be nothing but the local stack. */
    private static final long LOCAL_NANOS = 200_000L;

    private int client;
    private int server;
    private int middle;

    /** @param mayHaveWaited whether what came from the client after the SYN-ACK is more than its ACK */
    void handshake(long synToSynAckNanos, long synAckToAckNanos, boolean mayHaveWaited, int clientTtl, int serverTtl) {
        boolean clientInitial = isInitial(clientTtl);
        boolean serverInitial = isInitial(serverTtl);
        boolean isServerNearer = synAckToAckNanos > LOCAL_NANOS && synToSynAckNanos * 8 < synAckToAckNanos;
        if (clientInitial && !serverInitial && isServerNearer && !mayHaveWaited) {
            // The first router on the client's way, with a long line between them: a client's kernel answers at once.
            middle++;
        } else if (clientInitial && !serverInitial) {
            client++;
        } else if (serverInitial && !clientInitial) {
            server++;
        } else if (!clientInitial) {
            middle++;
        } else if (synToSynAckNanos > LOCAL_NANOS && synAckToAckNanos * 8 < synToSynAckNanos) {
            client++;
        } else if (mayHaveWaited) {
            return;
        } else if (isServerNearer) {
            server++;
        } else if (synToSynAckNanos > LOCAL_NANOS && synAckToAckNanos > LOCAL_NANOS) {
            middle++;
        }
    }

    /** Without a handshake only the TTLs tell. */
    void established(int clientTtl, int serverTtl) {
        if (isInitial(clientTtl) != isInitial(serverTtl)) {
            client += isInitial(clientTtl) ? 1 : 0;
            server += isInitial(serverTtl) ? 1 : 0;
        }
    }

    /** A SYN alone tells only that it is not far from home. */
    void unansweredSyn(int clientTtl) {
        if (isInitial(clientTtl)) {
            client++;
        }
    }

    private static boolean isInitial(int ttl) {
        return ttl == 64 || ttl == 128 || ttl == 255;
    }

    Vantage winner() {
        int votes = client + server + middle;
        if (votes == 0) {
            return Vantage.UNKNOWN;
        }
        if (client * 2 > votes) {
            return Vantage.CLIENT;
        }
        if (server * 2 > votes) {
            return Vantage.SERVER;
        }
        return middle * 2 > votes ? Vantage.MIDDLE : Vantage.UNKNOWN;
    }
}
