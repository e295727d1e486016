package dev.hangup.provoke;

import dev.hangup.measurement.Aimed;
import dev.hangup.measurement.GapRange;
import dev.hangup.measurement.Interval;
import dev.hangup.measurement.Listening;
import dev.hangup.measurement.Provocation;
import dev.hangup.probe.Brake;
import dev.hangup.probe.Crew;
import dev.hangup.probe.Dialer;
import dev.hangup.probe.FirstCall;
import dev.hangup.probe.Listener;
import dev.hangup.probe.Rehearsal;
import dev.hangup.probe.Target;
import dev.hangup.probe.Words;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures when an endpoint closes idle connections, then aims requests at that moment, each on a connection of its own. */
public final class Provoker {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Race race;
    private final Brake brake;
    private final Dialer dialer;

    /** One that does what {@code race} says until {@code brake} is pulled. */
    public Provoker(Race race, Brake brake) {
        this.race = race;
        this.brake = brake;
        dialer = new Dialer(race.terms(), brake);
    }

    /** Provokes one address; returns when all is done or the brake was pulled. */
    public Provocation provoke(InetSocketAddress address) {
        Instant now = Instant.now();
        long start = System.nanoTime();
        Findings found = new Findings();
        try (Crew crew = new Crew()) {
            Rehearsal.run(race.terms(), brake, crew);
            listen(crew, address, found);
            found.gaps = race.gaps() == null ? around(found.samples) : race.gaps();
            if (found.gaps == null) {
                found.trouble =
                        brake.isPulled() ? "" : "nothing to aim at: no connection was ended while it was listened to";
            } else if (race.captures()) {
                aimSeen(crew, address, found);
            } else {
                found.unseen = "no capture was wanted";
                aim(crew, address, found);
            }
        } catch (IOException failed) {
            found.trouble = brake.isPulled() ? "" : Words.of(failed);
        }
        return new Provocation(
                race.terms().target().text(),
                Target.endpoint(address),
                now.getEpochSecond() * SECOND + now.getNano(),
                System.nanoTime() - start,
                dialer.connections(),
                dialer.requests(),
                race.looks(),
                Listener.listening(found.samples).orElse(null),
                found.gaps,
                found.aimed,
                found.unseen,
                found.trouble,
                brake.reason());
    }

    /** What is known so far. */
    private static final class Findings {
        private final List<Listener.Sample> samples = new ArrayList<>();
        private List<Aimed> aimed = List.of();
        private @Nullable GapRange gaps;
        private @Nullable InetAddress local;
        private String unseen = "";
        private String trouble = "";
    }

    /**
     * Listens to idle connections. The first goes ahead alone; the others begin all over the next second, so that a server
     * that looks for idle connections only once a second shows it by closes that are as far apart.
     */
    private void listen(Crew crew, InetSocketAddress address, Findings found) throws IOException {
        Listener.Opened first = FirstCall.open(dialer, address);
        if (first.answer().advertised().closes()) {
            first.call().close();
            throw new ProtocolException(
                    "it keeps no connection open after an answer, so there is no idle one to close");
        }
        found.local = ((InetSocketAddress) first.call().tcp().channel().getLocalAddress()).getAddress();
        GapRange gaps = race.gaps();
        long listenNanos = gaps == null ? race.listenNanos() : gaps.toNanos() + race.marginNanos();
        long begun = System.nanoTime();
        List<Future<Listener.Sample>> futures = new ArrayList<>();
        futures.add(crew.start(() -> Listener.listen(first, listenNanos, false)));
        for (int i = 1; i < race.samples(); i++) {
            long due = begun + SECOND * i / race.samples();
            futures.add(crew.start(() -> {
                brake.sleepUntil(due);
                return Listener.listen(Listener.open(dialer, address), listenNanos, false);
            }));
        }
        for (Future<Listener.Sample> future : futures) {
            try {
                found.samples.add(Crew.outcome(future));
            } catch (IOException failed) {
                // One sample less; a refusal ends the aiming.
            }
        }
    }

    /**
     * From a round trip before the first close that was measured to the last one, and the margin beyond both; null without
     * a close. With a client that looks for a FIN, the request is lost that is sent less than a round trip before the FIN
     * arrives: it and the FIN cross.
     */
    private @Nullable GapRange around(List<Listener.Sample> samples) {
        Interval timeout =
                Listener.listening(samples).flatMap(Listening::timeout).orElse(null);
        if (timeout == null) {
            return null;
        }
        long roundTrip = samples.stream()
                .mapToLong(Listener.Sample::roundTripNanos)
                .sorted()
                .skip(samples.size() / 2)
                .findFirst()
                .orElse(0);
        return new GapRange(
                Math.max(0, timeout.minNanos() - roundTrip - race.marginNanos()),
                timeout.maxNanos() + race.marginNanos());
    }

    private void aimSeen(Crew crew, InetSocketAddress address, Findings found) throws IOException {
        try (OwnCapture capture = OwnCapture.begin(Objects.requireNonNull(found.local), address)) {
            aim(crew, address, found);
            found.unseen = capture.trouble();
            if (found.unseen.isEmpty()) {
                Map<Integer, String> scenarios = capture.judge();
                found.aimed = found.aimed.stream()
                        .map(one -> one.isHit() ? one.shownAs(scenarios.get(one.localPort())) : one)
                        .toList();
            }
        }
    }

    private void aim(Crew crew, InetSocketAddress address, Findings found) {
        GapRange gaps = Objects.requireNonNull(found.gaps);
        List<Long> order = new ArrayList<>(IntStream.range(0, race.attempts())
                .mapToObj(i -> gaps.middle(i, race.attempts()))
                .toList());
        // Whatever drifts meanwhile shall not be taken for an effect of the gap.
        Collections.shuffle(order, new Random(race.attempts()));
        Queue<Long> left = new ConcurrentLinkedQueue<>(order);
        int shooters = Math.min(race.attempts(), race.terms().atOnce());
        List<Future<List<Aimed>>> futures = IntStream.range(0, shooters)
                .mapToObj(i -> crew.start(() -> shoot(address, left)))
                .toList();
        found.aimed =
                futures.stream().flatMap(future -> Crew.await(future).stream()).toList();
        IOException refusal = dialer.refusal(address);
        int lost = race.attempts() - found.aimed.size();
        if (lost > 0 && !brake.isPulled()) {
            found.trouble = refusal == null
                    ? lost + " of " + race.attempts() + " attempts met no HTTP, or no answer to their first request"
                    : Words.of(refusal);
        }
    }

    /** One shot after the other, while there are any left; none at an address that refused one. */
    private List<Aimed> shoot(InetSocketAddress address, Queue<Long> left) throws InterruptedException {
        List<Aimed> aimed = new ArrayList<>();
        for (Long gap = left.poll(); gap != null && dialer.refusal(address) == null; gap = left.poll()) {
            Aimed one = new Shot(dialer, address, gap, race.looks()).fire();
            if (one != null) {
                aimed.add(one);
            }
        }
        return aimed;
    }
}
