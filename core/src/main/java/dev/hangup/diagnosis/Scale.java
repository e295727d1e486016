package dev.hangup.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** On which one cause is weighed: it puts clues on it. A cause that puts no prior on it is no candidate. */
public final class Scale {
    private final Set<ClueKind> ignored;
    private final List<Clue> clues = new ArrayList<>();
    private boolean isCandidate;
    private double bits;

    /** Clues of the kinds in {@code ignored} count for nothing. */
    public Scale(Set<ClueKind> ignored) {
        this.ignored = ignored;
    }

    /** Makes the cause a candidate: how many bits the mechanism alone gives it over "unknown". */
    public Scale prior(double priorBits, String text) {
        isCandidate = true;
        return clue(ClueKind.MECHANISM, priorBits, text);
    }

    /** Adds a clue. */
    public Scale clue(ClueKind kind, double clueBits, String text) {
        if (!ignored.contains(kind) && clueBits != 0) {
            clues.add(new Clue(kind, clueBits, text));
            bits += clueBits;
        }
        return this;
    }

    /** Adds a clue if it holds. */
    public Scale clueIf(boolean holds, ClueKind kind, double clueBits, String text) {
        return holds ? clue(kind, clueBits, text) : this;
    }

    /** Takes everything off it, for the next cause. */
    void clear() {
        clues.clear();
        isCandidate = false;
        bits = 0;
    }

    boolean isCandidate() {
        return isCandidate;
    }

    double bits() {
        return bits;
    }

    List<Clue> clues() {
        return List.copyOf(clues);
    }
}
