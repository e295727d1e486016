package dev.hangup.connection;

/** The first FIN of a side. */
record Fin(int sequence, int acknowledgment, long nanos, long frame) {}
