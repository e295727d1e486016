package dev.hangup.probe;

import dev.hangup.measurement.Instance;
import dev.hangup.measurement.Measurement;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;

/** Measures an endpoint at all its addresses. */
public final class Prober {
    private static final long SECOND = 1_000_000_000L;

    private final Plan plan;
    private final Brake brake;

    /** One that does what {@code plan} says until {@code brake} is pulled. */
    public Prober(Plan plan, Brake brake) {
        this.plan = plan;
        this.brake = brake;
    }

    /** Measures the addresses, all at the same time; returns when all is done or the brake was pulled. */
    public Measurement measure(List<InetSocketAddress> addresses) {
        Instant now = Instant.now();
        long start = System.nanoTime();
        Dialer dialer = new Dialer(plan.terms(), brake);
        List<Instance> instances;
        try (Crew crew = new Crew()) {
            Rehearsal.run(plan.terms(), brake, crew);
            List<Future<Instance>> futures = addresses.stream()
                    .map(address -> crew.start(() -> new Inquiry(dialer, crew, plan, address).measure()))
                    .toList();
            instances = futures.stream().map(Crew::await).toList();
        }
        return new Measurement(
                plan.terms().target().text(),
                now.getEpochSecond() * SECOND + now.getNano(),
                System.nanoTime() - start,
                dialer.connections(),
                dialer.requests(),
                instances,
                brake.reason());
    }
}
