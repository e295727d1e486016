package dev.hangup.diagnosis;

import java.util.List;

/**
 * A cause as weighed for one case.
 *
 * @param cause its name
 * @param bits the sum of its clues
 * @param confidence the probability that it is this one, after the caps
 */
public record Candidate(String cause, double bits, double confidence, List<Clue> clues) {}
