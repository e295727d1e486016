package dev.hangup.measurement;

/**
 * How many requests one connection took.
 *
 * @param answered how many were answered
 * @param closed whether the endpoint then ended the connection; if not, that was all that were made
 * @param announced whether the last answer had {@code Connection: close}
 */
public record RequestLimit(int answered, boolean closed, boolean announced) {}
