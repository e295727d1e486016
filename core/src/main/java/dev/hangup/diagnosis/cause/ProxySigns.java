package dev.hangup.diagnosis.cause;

import dev.hangup.connection.Exchanges;
import dev.hangup.connection.Reset;
import dev.hangup.diagnosis.Case;

/** What gives away that the client of a connection is a proxy, which has a client of its own. */
final class ProxySigns {
    private ProxySigns() {}

    /** What speaks for a proxy, short of saying so in the requests; empty if nothing. */
    static String of(Case failure) {
        Exchanges exchanges = failure.exchanges();
        if (exchanges.asksInOldVersionToClose()) {
            return "it asks in HTTP/1.0 with Connection: close, as nginx asks its upstreams unless told otherwise";
        }
        return mayBalance(failure) ? "it aborted by RST what it had read to the end, as HAProxy does upstream" : "";
    }

    /**
     * Whether the client reset a connection on which nothing was left to read, which takes SO_LINGER 0: HAProxy ends its
     * side towards the server like this, after a FIN or without. So do a few clients, Java's among them.
     */
    static boolean mayBalance(Case failure) {
        Reset reset = failure.reset();
        return reset != null
                && reset.fromClient()
                && !reset.isBare()
                && failure.exchanges().tls() == null
                && failure.connection().server().next() == reset.acknowledgment()
                && failure.exchanges().lastAnswerNanos() < failure.exchanges().requestNanos();
    }
}
