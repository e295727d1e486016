package dev.hangup.log;

/** Whether a request went out on a connection that had carried others before. */
public enum Reuse {
    FRESH,
    REUSED,
    UNKNOWN
}
