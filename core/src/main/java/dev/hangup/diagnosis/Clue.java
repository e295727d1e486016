package dev.hangup.diagnosis;

/**
 * One piece of evidence for a cause, or against it.
 *
 * @param bits its weight: the binary logarithm of how much more often it is seen with this cause than without; negative
 *     speaks against
 * @param text what was seen, in plain words, with its numbers
 */
public record Clue(ClueKind kind, double bits, String text) {}
