package dev.hangup.probe;

import dev.hangup.measurement.LateRequest;
import dev.hangup.measurement.LateRequest.Reaction;
import dev.hangup.measurement.LateRequests;
import dev.hangup.measurement.Listening.Close;
import java.io.IOException;
import java.net.InetSocketAddress;
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

    Latecomer(Dialer dialer, Crew crew, InetSocketAddress address) {
        this.dialer = dialer;
        this.crew = crew;
        this.address = address;
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
        try {
            Listener.Opened opened = Listener.open(dialer, address);
            try (Call call = opened.call()) {
                long since = opened.answer().lastByteNanos();
                Close close = Idling.listen(call.line(), Idling::http1, since, since + gapNanos);
                if (close != null) {
                    return new LateRequest(close.idleNanos(), Reaction.CLOSED_BEFORE, 0);
                }
                return dialer.brake().isPulled() ? null : ask(call, since);
            }
        } catch (IOException failed) {
            return null;
        }
    }

    private static LateRequest ask(Call call, long sinceNanos) {
        long asked = System.nanoTime();
        Reaction reaction;
        try {
            reaction = call.ask().reaction();
        } catch (IOException lost) {
            reaction = Reaction.RESET;
        }
        return new LateRequest(asked - sinceNanos, reaction, System.nanoTime() - asked);
    }
}
