package dev.hangup.probe;

import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening.Close;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes late requests, for what listening cannot show: that the path or the endpoint forgot a connection without a word. One
 * connection for each gap, all at the same time, so that all together take as long as the longest gap.
 */
final class Latecomer {
    private final Dialer dialer;
    private final Crew crew;
    private final InetSocketAddress address;
    private final IdleCall.Opener opener;

    /** One that speaks what {@code opener} speaks. */
    Latecomer(Dialer dialer, Crew crew, InetSocketAddress address, IdleCall.Opener opener) {
        this.dialer = dialer;
        this.crew = crew;
        this.address = address;
        this.opener = opener;
    }

    /** Tries the grid of gaps, then cuts the bracket that it shows. */
    LateRequests measure(long longestNanos) {
        List<LateRequest> all = new ArrayList<>(requests(Gaps.first(longestNanos)));
        for (int round = 0; round < Gaps.ROUNDS; round++) {
            LateRequests known = new LateRequests(all);
            @Nullable LateRequest lost = known.firstLost().orElse(null);
            long survived = known.lastAnswered().map(LateRequest::gapNanos).orElse(0L);
            if (lost != null && !Gaps.isNarrow(survived, lost.gapNanos())) {
                all.addAll(requests(Gaps.between(survived, lost.gapNanos())));
            }
        }
        return new LateRequests(all);
    }

    private List<LateRequest> requests(List<Long> gaps) {
        List<Future<@Nullable LateRequest>> futures = gaps.stream()
                .map(gap -> crew.<@Nullable LateRequest>start(() -> after(gap)))
                .toList();
        return futures.stream().map(Crew::await).filter(Objects::nonNull).toList();
    }

    /** What comes of a request after {@code gapNanos} of silence; null when it was not made. */
    private @Nullable LateRequest after(long gapNanos) {
        try (IdleCall idle = opener.open(dialer, address)) {
            long since = idle.sinceNanos();
            Close close = Idling.listen(idle.call().line(), idle.ear(), since, since + gapNanos);
            if (close != null) {
                return new LateRequest(close.idleNanos(), Reaction.CLOSED_BEFORE, 0);
            }
            return dialer.brake().isPulled() ? null : ask(idle);
        } catch (IOException failed) {
            return null;
        }
    }

    private @Nullable LateRequest ask(IdleCall idle) throws IOException {
        long asked = System.nanoTime();
        Reaction reaction = reaction(idle);
        // What was not waited for is no silence.
        boolean isCut = reaction == Reaction.SILENCE && dialer.brake().isPulled();
        return isCut ? null : new LateRequest(asked - idle.sinceNanos(), reaction, System.nanoTime() - asked);
    }

    private static Reaction reaction(IdleCall idle) throws IOException {
        try {
            return idle.next().make().reaction();
        } catch (Http2.Refused refused) {
            return refused.reaction();
        } catch (SocketException lost) {
            if (Incoming.isReset(lost)) {
                return Reaction.RESET;
            }
            throw lost;
        }
    }
}
