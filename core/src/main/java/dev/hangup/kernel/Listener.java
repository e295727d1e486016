package dev.hangup.kernel;

import dev.hangup.Endpoint;

/**
 * A listening socket as {@code ss -ltn} shows it.
 *
 * @param endpoint where it listens; the address is zero for all addresses
 * @param waiting Recv-Q: connections that nobody has accepted yet (sk_ack_backlog)
 * @param limit Send-Q: after how many of them no more are taken in (sk_max_ack_backlog)
 * @param line where it stands, from 1
 */
public record Listener(Endpoint endpoint, long waiting, long limit, long line) {
    /** Whether its queue is full: Linux compares with "more than" (sk_acceptq_is_full). */
    public boolean isFull() {
        return waiting > limit;
    }

    /** Whether connections to {@code server} come to it. */
    public boolean accepts(Endpoint server) {
        return endpoint.port() == server.port() && (endpoint.isUnspecified() || endpoint.equals(server));
    }
}
