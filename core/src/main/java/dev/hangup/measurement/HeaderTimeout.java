package dev.hangup.measurement;

import org.jspecify.annotations.Nullable;

/**
 * How long an endpoint waits for the rest of a request's header.
 *
 * @param nanos from the half request to the first word of the end; if nothing was said, how long was waited
 * @param manner how the connection was ended; null if it was not
 */
public record HeaderTimeout(long nanos, @Nullable Manner manner) {}
