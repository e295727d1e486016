package dev.hangup.probe;

import dev.hangup.measurement.Listening.Close;
import dev.hangup.measurement.ResetOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how far away the RST to a late request arises. One connection for each number of hops: its first request goes out
 * with that TTL, which shows whether the endpoint is so near; then, after the gap, a late one, which shows whether what
 * answers with a RST is. All at the same time, so that it takes as long as one gap.
 */
final class Walk {
    private static final long LEAST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final int ROUND_TRIPS = 3;

    private final Dialer dialer;
    private final Crew crew;
    private final InetSocketAddress address;
    private final long gapNanos;

    Walk(Dialer dialer, Crew crew, InetSocketAddress address, long gapNanos) {
        this.dialer = dialer;
        this.crew = crew;
        this.address = address;
        this.gapNanos = gapNanos;
    }

    /** What packets that live for so many hops met. */
    private record Step(int hops, boolean answered, boolean reset) {}

    /** Where a RST arises after the gap, within so many hops; null when no step could be made. */
    @Nullable
    ResetOrigin measure(int most) {
        List<Future<@Nullable Step>> futures = IntStream.rangeClosed(1, most)
                .mapToObj(hops -> crew.<@Nullable Step>start(() -> step(hops)))
                .toList();
        int endpoint = -1;
        int reset = -1;
        int steps = 0;
        for (Future<@Nullable Step> future : futures) {
            Step step = Crew.await(future);
            if (step != null) {
                steps++;
                endpoint = endpoint < 0 && step.answered() ? step.hops() : endpoint;
                reset = reset < 0 && step.reset() ? step.hops() : reset;
            }
        }
        return steps == 0 ? null : new ResetOrigin(endpoint, reset, steps);
    }

    private @Nullable Step step(int hops) {
        try (Call call = dialer.dial(address, Listener.HTTP_1_1)) {
            TimeToLive timeToLive = TimeToLive.of(call.tcp().channel());
            timeToLive.set(hops);
            Heard heard = call.ask(waitNanos(call));
            boolean near = heard.answer() != null;
            timeToLive.reset();
            if (!near) {
                // Now what the kernel sends again arrives.
                heard = call.readAnswer();
            }
            Answer answer = heard.answer();
            if (answer == null) {
                return null;
            }
            long since = answer.lastByteNanos();
            Close close = Idling.listen(call.line(), Idling::http1, since, since + gapNanos);
            if (close != null || dialer.brake().isPulled()) {
                return new Step(hops, near, false);
            }
            timeToLive.set(hops);
            boolean reset = call.ask(waitNanos(call)).end() == Line.Event.RST;
            timeToLive.reset();
            call.abortAtClose();
            return new Step(hops, near, reset);
        } catch (IOException failed) {
            return null;
        }
    }

    private static long waitNanos(Call call) {
        return Math.max(LEAST_WAIT_NANOS, ROUND_TRIPS * call.tcp().roundTripNanos());
    }
}
