package dev.hangup.config;

/** On which side of a connection a program stands with some of its settings. */
public enum Role {
    /** It accepts connections and keeps idle ones for its clients. */
    SERVER,
    /** It opens connections and may pool them. */
    CLIENT,
    /** It forwards packets and forgets idle connections. */
    MIDDLEBOX
}
