package dev.hangup.log;

/** Which neighbour of the writer of a log a line is about. */
public enum Peer {
    /** The one that it serves: a proxy's client. */
    CLIENT,
    /** The one that it asks: a proxy's upstream, an application's database. */
    SERVER,
    UNKNOWN
}
