package dev.hangup.diagnosis;

import dev.hangup.connection.Connection;
import dev.hangup.connection.Vantage;
import dev.hangup.log.LogEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The judgement on one connection: from one vantage, or from several together.
 *
 * @param capture the file, as the user named it; of several the one that decided, whose frames and times these are
 * @param mechanism what happened on the wire; null for a healthy connection
 * @param cause why; {@code unknown} when nothing is likely enough, {@code healthy} when nobody was hurt
 * @param variant which kind of the cause; empty if it has none
 * @param culprit whose behaviour or setting must change first
 * @param culpritConfidence how sure that is, apart from the cause
 * @param closedBy who sent the first FIN or RST after the handshake
 * @param confidence how sure the cause is
 * @param candidates all causes that were weighed, likeliest first
 * @param remark what is worth knowing about a healthy connection; empty if nothing
 * @param frames the frames that show it
 * @param logged the lines of logs that tell of it
 * @param joint what captures of several places say together; null if it was reached from one
 */
public record Verdict(
        String capture,
        Vantage vantage,
        Connection connection,
        @Nullable Mechanism mechanism,
        String cause,
        String variant,
        Party culprit,
        double culpritConfidence,
        Party closedBy,
        double confidence,
        List<Candidate> candidates,
        List<String> remedies,
        List<String> settle,
        String remark,
        List<Long> frames,
        List<LogEvent> logged,
        @Nullable Joint joint) {
    /** The name of the cause of a healthy connection. */
    public static final String HEALTHY = "healthy";

    /** The name of an open cause. */
    public static final String UNKNOWN = "unknown";

    /** Whether somebody was hurt. */
    public boolean isFailure() {
        return mechanism != null;
    }

    /** All captures that it was reached from. */
    public List<String> captures() {
        return joint == null ? List.of(capture) : joint.captures();
    }

    /** The candidate that the verdict chose; null when healthy or unknown. */
    public @Nullable Candidate chosen() {
        return Candidate.of(cause, candidates);
    }
}
