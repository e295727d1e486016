package dev.hangup.probe;

/**
 * On which terms an endpoint is asked.
 *
 * @param target whom
 * @param method of every request; none has a body
 * @param patienceNanos how long a connection or an answer may take
 * @param atOnce the most connections at a time
 * @param perSecond the most new ones a second
 */
public record Terms(Target target, String method, long patienceNanos, int atOnce, int perSecond) {}
