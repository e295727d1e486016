package dev.hangup.diagnosis;

/**
 * That the clocks of two services disagree: what happened behind was logged later than what it led to in front.
 *
 * @param inFront whose clock is behind
 * @param behind whose clock is ahead
 * @param nanos by how much at least: the median over the requests that both tell of
 * @param requests how many that are
 */
public record ClockGap(String inFront, String behind, long nanos, int requests) {}
