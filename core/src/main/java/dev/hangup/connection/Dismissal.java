package dev.hangup.connection;

/** Why a server closes, if it says so unasked, or instead of an answer. Nothing that it wrote is quoted but a code. */
public enum Dismissal {
    /** It said nothing of the kind. */
    NONE(""),
    /** It said something, in which no reason is known. */
    UNTOLD(""),
    /** Also what a single session is told that an administrator ends (pg_terminate_backend). */
    ADMIN_SHUTDOWN("SQLSTATE 57P01 (admin_shutdown)"),
    /** The same code, for the loss of the process that a session came from. */
    POSTMASTER_GONE("SQLSTATE 57P01, for a postmaster that is gone"),
    CRASH_SHUTDOWN("SQLSTATE 57P02 (crash_shutdown)"),
    IDLE_SESSION("SQLSTATE 57P05 (idle_session_timeout)"),
    IDLE_IN_TRANSACTION("SQLSTATE 25P03 (idle_in_transaction_session_timeout)"),
    SHUTTING_DOWN("its last line is about a shutdown"),
    TIMED_OUT("its last line is about a timeout");

    private static final Dismissal[] ALL = values();

    private final String text;

    Dismissal(String text) {
        this.text = text;
    }

    static Dismissal of(byte number) {
        return ALL[number];
    }

    @SuppressWarnings("EnumOrdinal") // never leaves this run
    byte number() {
        return (byte) ordinal();
    }

    /** Whether the server, or the part of it that had the connection, was told to end. */
    public boolean isStop() {
        return this == ADMIN_SHUTDOWN || this == SHUTTING_DOWN;
    }

    /** Whether it ended because something went wrong. */
    public boolean isCrash() {
        return this == CRASH_SHUTDOWN || this == POSTMASTER_GONE;
    }

    /** Whether its patience with this connection was over. */
    public boolean isTimer() {
        return this == IDLE_SESSION || this == IDLE_IN_TRANSACTION || this == TIMED_OUT;
    }

    /** For people: where the reason stands. */
    public String text() {
        return text;
    }
}
