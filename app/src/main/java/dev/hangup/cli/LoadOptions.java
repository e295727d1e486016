package dev.hangup.cli;

import dev.hangup.Quantity;
import dev.hangup.measurement.Load.Arrivals;
import dev.hangup.probe.Terms;
import dev.hangup.provoke.load.LoadPlan;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code hangup provoke} takes when it is to load the endpoint. */
final class LoadOptions {
    private static final double LEAST_RATE = 0.01;
    private static final double MOST_RATE = 1000;
    private static final int MOST_STEPS = 50;
    private static final int LONGEST_SECONDS = 600;
    /** Linux gives up connecting by itself after about two minutes (tcp_syn_retries); before that a failure is an answer. */
    private static final int LONGEST_PATIENCE_SECONDS = 60;

    private static final int MOST_CHOSEN_SEED = 1_000_000;

    @Option(
            names = "--load",
            required = true,
            description =
                    "Load the endpoint: requests come at random, at rising rates, and wait for no answer. Connections"
                            + " are kept as clients keep them, at most --connections.")
    // Without it there is no group, and no load: nobody needs to read it.
    @SuppressWarnings("UnusedVariable")
    private boolean load;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "N",
            description = "The rates, in requests a second, separated by commas (5,10,20); at most 1000.")
    private List<Double> rates = List.of(5.0, 10.0, 20.0);

    @Option(
            names = "--step",
            paramLabel = "SECONDS",
            description = "How long each rate is kept (10); all together at most 600 s.")
    private int stepSeconds = 10;

    @Option(
            names = "--pool-idle",
            paramLabel = "SECONDS",
            description =
                    "After how long the client itself closes an idle connection (default: never, so that the server's"
                            + " close can meet a request).")
    private double poolIdleSeconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed gives the same arrivals (default: any; the report tells it).")
    private @Nullable Long seed;

    /**
     * The plan that was asked for.
     *
     * @param looks whether closes of idle connections are noticed
     */
    LoadPlan plan(EndpointOptions endpoint, boolean looks) {
        Terms terms = endpoint.terms();
        for (double rate : rates) {
            if (!(rate >= LEAST_RATE && rate <= MOST_RATE)) {
                throw endpoint.wrong("--rates: each between 0.01 and 1000 a second, not " + rate);
            }
        }
        endpoint.check("--step", stepSeconds, LONGEST_SECONDS);
        if (rates.size() > MOST_STEPS || (long) rates.size() * stepSeconds > LONGEST_SECONDS) {
            throw endpoint.wrong(Quantity.count(rates.size(), "rate") + " for " + stepSeconds + " s each are more than "
                    + MOST_STEPS + " or longer than " + LONGEST_SECONDS + " s");
        }
        if (!(poolIdleSeconds >= 0 && poolIdleSeconds <= LONGEST_SECONDS)) {
            throw endpoint.wrong("--pool-idle: between 0 and " + LONGEST_SECONDS + " s, not " + poolIdleSeconds);
        }
        if (terms.patienceNanos() > TimeUnit.SECONDS.toNanos(LONGEST_PATIENCE_SECONDS)) {
            throw endpoint.wrong("--patience: at most " + LONGEST_PATIENCE_SECONDS + " under --load");
        }
        Long chosen = seed;
        return new LoadPlan(
                terms.target(),
                terms.method(),
                rates,
                TimeUnit.SECONDS.toNanos(stepSeconds),
                new Arrivals(
                        chosen == null ? new SecureRandom().nextInt(MOST_CHOSEN_SEED) : chosen,
                        terms.atOnce(),
                        (long) (poolIdleSeconds * TimeUnit.SECONDS.toNanos(1)),
                        looks,
                        terms.patienceNanos()));
    }
}
