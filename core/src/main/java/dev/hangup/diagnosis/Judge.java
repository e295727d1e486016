package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Reset;
import dev.hangup.connection.Vantage;
import dev.hangup.measurement.MeasuredEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weighs all causes for a connection and gives the verdict. A cause with {@code b} bits stands to "unknown" like
 * {@code 2^b} to 1; confidence is its share, lowered by the caps: nothing is surer than {@link #CEILING}, and where this
 * vantage cannot separate two causes, or saw one direction only, none gets more than {@link #PAIR_CAP}.
 */
public final class Judge {
    /** A single vantage is never certain. */
    static final double CEILING = 0.98;

    /** What a pair of causes that cannot be told apart from here may get at most. */
    static final double PAIR_CAP = 0.70;

    /** Below this share of the likeliest cause, the cause is open. */
    static final double FLOOR = 0.30;

    private final String capture;
    private final Surroundings surroundings;
    private final Set<ClueKind> ignored;

    /** Judges connections of one capture. */
    public Judge(String capture, Surroundings surroundings) {
        this(capture, surroundings, Set.of());
    }

    /** Judges without the clues of the kinds in {@code ignored}, to see what they carry. */
    public Judge(String capture, Surroundings surroundings, Set<ClueKind> ignored) {
        this.capture = capture;
        this.surroundings = surroundings;
        this.ignored = Set.copyOf(ignored);
    }

    /** The verdict on one connection. */
    public Verdict judge(Connection connection) {
        return judge(connection, Elsewhere.NOTHING, null);
    }

    /** The verdict on one connection of which other captures have something to say. */
    Verdict judge(Connection connection, Elsewhere elsewhere, @Nullable Joint joint) {
        Mechanism mechanism = MechanismFinder.find(connection);
        if (mechanism == null && surroundings.hasStray(connection)) {
            mechanism = Mechanism.UNTRANSLATED_SEGMENT;
        }
        if (mechanism == null || surroundings.isScan(connection)) {
            return healthy(connection);
        }
        Case failure = new Case(connection, surroundings, mechanism, elsewhere);
        Configured configured = surroundings.configured();
        // Nothing but what is configured and measured goes by names.
        String server =
                configured.isEmpty() ? "" : connection.server().endpoint().toString();
        MeasuredEndpoint measured =
                configured.measurements().of(server, failure.endNanos()).orElse(null);
        List<Candidate> candidates = weigh(failure, server, measured);
        Candidate best = candidates.isEmpty() ? null : candidates.get(0);
        Cause cause = best == null || best.confidence() < FLOOR ? null : Causes.named(best.cause());
        Party culprit = cause == null ? suspect(failure) : cause.culprit(failure);
        return new Verdict(
                capture,
                surroundings.vantage(),
                connection,
                mechanism,
                cause == null ? Verdict.UNKNOWN : cause.name(),
                cause == null ? "" : cause.variant(failure),
                culprit,
                culpritConfidence(failure, candidates, culprit),
                closedBy(connection, culprit, failure),
                cause == null || best == null ? Odds.open(candidates, CEILING) : best.confidence(),
                candidates,
                cause == null ? List.of() : remedies(failure, server, cause, measured),
                settle(failure, cause, candidates),
                Remark.ofHalf(connection),
                Story.keyFrames(connection),
                failure.logged(),
                joint);
    }

    private Verdict healthy(Connection connection) {
        boolean isOpen = ConnectShapes.isGivenUpAtOnce(connection) && !surroundings.isScan(connection)
                || ConnectShapes.isNeverConfirmed(connection)
                || RequestShapes.isCutAfterEarlyAnswer(connection);
        double confidence = isOpen || connection.isHalfCaptured() ? PAIR_CAP : CEILING;
        return new Verdict(
                capture,
                surroundings.vantage(),
                connection,
                null,
                Verdict.HEALTHY,
                "",
                Party.NONE,
                confidence,
                connection.isClosed() ? (connection.isClosedByClient() ? Party.CLIENT : Party.SERVER) : Party.NONE,
                confidence,
                List.of(),
                List.of(),
                List.of(),
                Remark.on(connection, surroundings),
                List.of(),
                List.of(),
                null);
    }

    private List<Candidate> weigh(Case failure, String server, @Nullable MeasuredEndpoint measured) {
        List<Candidate> weighed = new ArrayList<>();
        Scale scale = new Scale(ignored);
        for (Cause cause : Causes.all()) {
            scale.clear();
            cause.weigh(failure, scale);
            if (scale.isCandidate()) {
                KernelClues.weigh(cause, failure, scale);
                LogClues.weigh(cause, failure, scale);
                if (measured != null) {
                    cause.weighMeasured(failure, new MeasuredClues(measured, scale));
                }
                surroundings.configured().weigh(cause, server, scale);
                for (Finding finding : failure.findings()) {
                    scale.clue(ClueKind.OTHER_CAPTURE, finding.bits(cause.claim(failure)), finding.text());
                }
                weighed.add(new Candidate(cause.name(), scale.bits(), 0, scale.clues()));
            }
        }
        return Odds.shares(
                weighed,
                candidate -> failure.connection().isHalfCaptured() || Inseparable.isPaired(candidate, weighed, failure)
                        ? PAIR_CAP
                        : CEILING);
    }

    /** WHO is the sum over all causes that point to the same party; that two of them look alike does not lower it. */
    private static double culpritConfidence(Case failure, List<Candidate> candidates, Party culprit) {
        double all = 1;
        double sum = 0;
        for (Candidate candidate : candidates) {
            double weight = Math.pow(2, candidate.bits());
            all += weight;
            Cause cause = Causes.named(candidate.cause());
            if (cause.culprit(failure) == culprit) {
                sum += weight * cause.culpritShare(failure);
            }
        }
        return Math.min(CEILING, sum / all);
    }

    private static Party suspect(Case failure) {
        Connection connection = failure.connection();
        if (!connection.isClosed()) {
            return Party.NETWORK;
        }
        return connection.isClosedByClient() ? Party.CLIENT : Party.SERVER;
    }

    private static Party closedBy(Connection connection, Party culprit, Case failure) {
        if (!connection.isClosed()) {
            return Party.NONE;
        }
        boolean isByBox = connection.isClosedByReset() && culprit == Party.MIDDLEBOX && isSentByBox(failure);
        if (isByBox || failure.is(Mechanism.FIN_CONTRADICTED)) {
            return Party.MIDDLEBOX;
        }
        return connection.isClosedByClient() ? Party.CLIENT : Party.SERVER;
    }

    private static boolean isSentByBox(Case failure) {
        Reset reset = failure.reset();
        if (failure.shows(PathClaim.RESET_MADE_BETWEEN) || failure.shows(PathClaim.RESET_SENT_BY_END)) {
            return failure.shows(PathClaim.RESET_MADE_BETWEEN);
        }
        return reset != null
                && (!failure.is(Mechanism.BARE_RESET_FROM_CLIENT)
                        || failure.resetOrigin().hasForeignTtl())
                && !failure.surroundings().hasStray(failure.connection())
                && !failure.shows(PathClaim.UNTRANSLATED)
                && !failure.resetOrigin().isSentByCapturedHost()
                && !failure.isConfessed()
                && (failure.resetOrigin().hasForeignTtl()
                        || failure.vantage() != Vantage.SERVER
                        || failure.is(Mechanism.RESET_CONTRADICTED));
    }

    private List<String> remedies(Case failure, String server, Cause cause, @Nullable MeasuredEndpoint measured) {
        List<String> remedies = new ArrayList<>(surroundings.configured().remedies(cause, server));
        if (measured != null) {
            remedies.addAll(cause.advice(failure, measured));
        }
        remedies.addAll(cause.remedies(failure));
        return remedies;
    }

    private static List<String> settle(Case failure, @Nullable Cause cause, List<Candidate> candidates) {
        List<String> commands = new ArrayList<>();
        boolean doubtful = candidates.size() > 1 && candidates.get(0).confidence() < 0.9;
        boolean captured = failure.elsewhere().isAt(Settle.otherSide(failure));
        if (cause == null || doubtful) {
            for (Candidate candidate : candidates) {
                String command = Causes.named(candidate.cause()).settle(failure);
                boolean isGiven = captured && command.equals(Settle.captureAtOtherSide(failure));
                if (!isGiven && !command.isEmpty() && !commands.contains(command) && commands.size() < 3) {
                    commands.add(command);
                }
            }
            if (commands.isEmpty() && !captured) {
                commands.add(Settle.captureAtOtherSide(failure));
            }
        }
        return List.copyOf(commands);
    }
}
