package dev.hangup.kernel;

/**
 * A counter as {@code nstat} shows it.
 *
 * @param value since the host's start with {@code nstat -a}, else since the last call
 * @param line where it stands, from 1
 */
public record Counter(long value, long line) {}
