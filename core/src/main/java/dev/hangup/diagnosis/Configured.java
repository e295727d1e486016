package dev.hangup.diagnosis;

import dev.hangup.SeenVersion;
import dev.hangup.config.HopEnd;
import dev.hangup.diagnosis.chain.Chain;
import dev.hangup.diagnosis.chain.ChainInference;
import dev.hangup.diagnosis.chain.MeasuredChain;
import dev.hangup.diagnosis.chain.Remedy;
import dev.hangup.diagnosis.chain.Rules;
import dev.hangup.diagnosis.chain.Severity;
import dev.hangup.diagnosis.chain.VersionedChain;
import dev.hangup.diagnosis.chain.Weakness;
import dev.hangup.measurement.Measurement;
import dev.hangup.measurement.Measurements;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What configurations beside the evidence, with what was measured there, say of the hop that failed: a weakness that leads to a cause speaks for it and
 * brings its remedy; that the hop is configured without it speaks against.
 */
public final class Configured {
    private static final double FOR_BITS = 3;
    private static final double AGAINST_BITS = -2;
    private static final int MOST_REMEDIES = 3;

    private final List<HopEnd> ends = new ArrayList<>();
    private final List<SeenVersion> versions = new ArrayList<>();
    private final Measurements measurements = new Measurements();
    /** What follows from the ends; null until it is asked for. */
    private @Nullable Chain chain;

    private List<Weakness> weaknesses = List.of();

    /** Adds what a configuration sets up. */
    public void add(List<HopEnd> more) {
        ends.addAll(more);
        chain = null;
    }

    /** Adds versions of programs that some evidence tells. */
    public void addVersions(List<SeenVersion> more) {
        versions.addAll(more);
        chain = null;
    }

    /** Adds what was measured of endpoints. */
    public void add(String file, List<Measurement> more) {
        measurements.add(file, more);
        chain = null;
    }

    /** Whether nothing is known of configurations and programs, nor measured. */
    boolean isEmpty() {
        return ends.isEmpty() && versions.isEmpty() && measurements.isEmpty();
    }

    /** What was measured of endpoints. */
    public Measurements measurements() {
        return measurements;
    }

    /** What is configured, put together. */
    public Chain chain() {
        Chain known = chain;
        if (known == null) {
            known = MeasuredChain.of(VersionedChain.of(ChainInference.of(ends), versions), measurements);
            weaknesses = isEmpty() ? List.of() : Rules.check(known);
            chain = known;
        }
        return known;
    }

    /** What is weak in it, the gravest first. */
    public List<Weakness> weaknesses() {
        chain();
        return weaknesses;
    }

    /** Puts on the scale what is configured for the hop to {@code server}, an address and port or a name. */
    void weigh(Cause cause, String server, Scale scale) {
        if (ends.isEmpty() && measurements.isEmpty()) {
            return;
        }
        List<Weakness> leading = leadingTo(cause, server);
        if (!leading.isEmpty()) {
            // Where the log does not say with whom it happened, it may have been on another hop.
            double bits = server.isEmpty() ? FOR_BITS / 2 : FOR_BITS;
            scale.clue(ClueKind.CONFIG, bits, leading.get(0).message());
        } else if (cause.rule().equals(Rules.IDLE_TIMEOUT_ORDER) && hasKnownHopTo(server)) {
            scale.clue(
                    ClueKind.CONFIG,
                    AGAINST_BITS,
                    "by the configurations the server waits longer than its client, or they keep no connections");
        }
    }

    /** What to change in the files that were read. */
    List<String> remedies(Cause cause, String server) {
        List<String> remedies = new ArrayList<>();
        for (Weakness weakness : leadingTo(cause, server)) {
            for (Remedy remedy : weakness.remedies()) {
                if (remedies.size() < MOST_REMEDIES) {
                    String lines = remedy.lines().isEmpty() ? "" : ": " + String.join(" ", remedy.lines());
                    remedies.add(weakness.hop() + ": " + remedy.text() + lines);
                }
            }
        }
        return remedies;
    }

    private List<Weakness> leadingTo(Cause cause, String server) {
        if (weaknesses().isEmpty()) {
            return List.of();
        }
        return weaknesses.stream()
                .filter(weakness -> weakness.rule().equals(cause.rule())
                        && weakness.severity() != Severity.NOTE
                        && weakness.ends().stream().anyMatch(end -> isAt(end, server)))
                .toList();
    }

    private boolean hasKnownHopTo(String server) {
        Chain known = chain();
        return known.hops().stream()
                .filter(known::isIdleTimeoutKnown)
                .anyMatch(hop -> isAt(hop.server(), server) || isAt(hop.client(), server));
    }

    /** Whether an end listens at, or connects to, {@code server}; a name in one of them may stand for any address. */
    private static boolean isAt(HopEnd end, String server) {
        return server.isEmpty()
                || end.scope().endsWith(server)
                || end.addresses().stream().anyMatch(address -> address.mayBe(server));
    }
}
