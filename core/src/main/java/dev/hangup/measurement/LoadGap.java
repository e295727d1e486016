package dev.hangup.measurement;

/**
 * What came of requests on connections that had been idle for about as long, and of connections that the endpoint ended
 * while they were.
 *
 * @param fromNanos the shortest gap of this group, from the last byte of an answer to the next request, in nanoseconds
 * @param toNanos the first gap that is too long for it
 * @param outcomes what came of the requests
 * @param closed how many idle connections the endpoint ended after such a gap, before they were used again
 */
public record LoadGap(long fromNanos, long toNanos, Outcomes outcomes, long closed) {}
