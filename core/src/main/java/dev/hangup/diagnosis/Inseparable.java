package dev.hangup.diagnosis;

import java.util.List;

/** Causes that look the same as another from where the capture was taken, so that neither may be called sure. */
final class Inseparable {
    private static final double NEAR_BITS = 6;

    private Inseparable() {}

    static boolean isPaired(Candidate candidate, List<Candidate> weighed, Case failure) {
        Cause cause = Causes.named(candidate.cause());
        if (cause.isBeyondPackets(failure)) {
            return true;
        }
        for (Candidate rival : weighed) {
            boolean isNear = Math.abs(candidate.bits() - rival.bits()) < NEAR_BITS;
            if (isNear && rival != candidate && areAlike(cause, Causes.named(rival.cause()), failure)) {
                return true;
            }
        }
        return false;
    }

    private static boolean areAlike(Cause one, Cause other, Case failure) {
        return one.looksLike(other.name(), failure) || other.looksLike(one.name(), failure);
    }
}
