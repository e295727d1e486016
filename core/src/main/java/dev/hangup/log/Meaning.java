package dev.hangup.log;

import dev.hangup.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the words of an error say of a connection. What they do not say is null, empty or unknown.
 *
 * @param said the words that decide, as written
 * @param peerName the neighbour as written: {@code host:port}
 * @param path of the request, without its query
 * @param duration how long the writer waited before it gave up
 * @param idle how long nothing had come on the connection before it was used again
 */
record Meaning(
        Symptom symptom,
        Phase phase,
        Peer peer,
        Reuse reuse,
        String said,
        String peerName,
        String path,
        @Nullable Endpoint local,
        @Nullable Endpoint remote,
        @Nullable Duration duration,
        @Nullable Duration idle) {
    /** No failure of a connection. */
    static final Meaning NOTHING =
            new Meaning(Symptom.NONE, Phase.UNKNOWN, Peer.UNKNOWN, Reuse.UNKNOWN, "", "", "", null, null, null, null);

    /** Whether it says with whom, so that somebody does not merely speak of failures. */
    boolean namesPeer() {
        return remote != null || local != null || !peerName.isEmpty();
    }

    /** Puts it into an event. */
    void tell(LogEvent.Builder event) {
        event.what(symptom, phase, peer)
                .reuse(reuse)
                .said(said)
                .peerName(peerName)
                .request("", path)
                .local(local)
                .remote(remote)
                .client(peer == Peer.CLIENT ? remote : null)
                .duration(duration)
                .idle(idle);
    }
}
