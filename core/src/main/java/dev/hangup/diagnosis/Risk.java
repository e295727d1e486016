package dev.hangup.diagnosis;

/** When a cause can strike, and so what its failures are counted against. */
public enum Risk {
    /** Whenever a connection is opened. */
    CONNECTING,
    /** With every request. */
    REQUEST,
    /** With every request on a connection that was used before. */
    REUSE
}
