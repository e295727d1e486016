package dev.hangup.measurement;

import dev.hangup.Endpoint;
import dev.hangup.measurement.LateRequest.Reaction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was measured at one address: a name may stand for several, and they may differ.
 *
 * @param endpoint the address and port
 * @param trouble why less was measured than wanted, in plain words; empty if nothing went wrong
 * @param roundTrip how long connecting took, which is one round trip; null if nothing could be connected
 * @param advertised what the first answer claimed; null without an answer
 * @param versions the versions of HTTP that were tried
 * @param tls null without TLS
 * @param listening what silence showed, by protocol
 * @param late what graded late requests of HTTP/1.1 showed; null if none were made
 * @param lateHttp2 the same of HTTP/2
 * @param afterClose what came of a request that was sent after the endpoint's FIN; null if none was
 * @param requestLimit null unless asked for
 * @param headerTimeout null unless asked for
 * @param resetOrigin null unless late requests were reset and their TTL could be set
 */
public record Instance(
        Endpoint endpoint,
        String trouble,
        @Nullable Interval roundTrip,
        @Nullable Advertised advertised,
        List<HttpVersion> versions,
        @Nullable Tls tls,
        List<Listening> listening,
        @Nullable LateRequests late,
        @Nullable LateRequests lateHttp2,
        @Nullable Reaction afterClose,
        @Nullable RequestLimit requestLimit,
        @Nullable HeaderTimeout headerTimeout,
        @Nullable ResetOrigin resetOrigin) {
    /** Copies the lists. */
    public Instance {
        versions = List.copyOf(versions);
        listening = List.copyOf(listening);
    }

    /** Late requests of HTTP/1.1, or of HTTP/2 if there were none: what forgets a connection knows neither. */
    public Optional<LateRequests> lateOfAnyVersion() {
        return Stream.concat(Stream.ofNullable(late), Stream.ofNullable(lateHttp2))
                .filter(requests -> !requests.all().isEmpty())
                .findFirst();
    }

    /** Whether it answered at all. */
    public boolean answered() {
        return advertised != null || versions.stream().anyMatch(HttpVersion::spoken);
    }
}
