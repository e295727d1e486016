package dev.hangup.connection;

/** Reads why a server closes. */
final class Dismissals {
    /** SMTP and FTP (RFC 5321 section 3.8, RFC 959 section 5.4); IMAP (RFC 9051 section 7.1.5); POP3, Redis and NATS. */
    private static final byte[][] LINES = {
        Ascii.bytes("421 "), Ascii.bytes("421-"), Ascii.bytes("* bye"), Ascii.bytes("-err")
    };

    /** The last line of IRC, of which none is longer (RFC 2812 sections 3.7.4 and 2.3). */
    private static final byte[] IRC_ERROR = Ascii.bytes("error :");

    private static final int LONGEST_IRC_LINE = 512;

    private static final byte[][] OF_SHUTDOWN = {Ascii.bytes("shutting down"), Ascii.bytes("shutdown")};
    private static final byte[][] OF_TIMEOUT = {
        Ascii.bytes("timeout"), Ascii.bytes("timed out"), Ascii.bytes("idle"), Ascii.bytes("inactiv")
    };

    private static final byte MYSQL_ERROR = (byte) 0xff;

    /** The severity after which the server closes, in fields S and V. */
    private static final byte[] FATAL = Ascii.bytes("fatal");
    /** Appendix A of the PostgreSQL documentation, in field C. */
    private static final byte[] ADMIN_SHUTDOWN = Ascii.bytes("57p01");

    /** What field M says where nothing but an accident ended the server (WaitEventSetWait of PostgreSQL). */
    private static final byte[] POSTMASTER_EXIT = Ascii.bytes("postmaster exit");

    private static final byte[] CRASH_SHUTDOWN = Ascii.bytes("57p02");
    private static final byte[] IDLE_SESSION = Ascii.bytes("57p05");
    private static final byte[] IDLE_IN_TRANSACTION = Ascii.bytes("25p03");

    private Dismissals() {}

    /** What a server says that nobody asked. */
    static Dismissal of(byte[] bytes, int at, int count) {
        int end = at + count;
        if (count <= LastWords.POSTGRESQL_HEADER) {
            return Dismissal.NONE;
        }
        for (byte[] word : LINES) {
            if (LastWords.begins(bytes, at, end, word)) {
                return ofLine(bytes, at, end);
            }
        }
        int last = lastLine(bytes, at, end);
        if (last >= 0 && LastWords.begins(bytes, last, end, IRC_ERROR)) {
            return ofLine(bytes, last, end);
        }
        boolean byMysql = bytes[at + 3] == 0 && bytes[at + LastWords.MYSQL_HEADER] == MYSQL_ERROR;
        return byMysql ? Dismissal.UNTOLD : ofPostgresqlMessage(bytes, at, end);
    }

    /**
     * What PostgreSQL says instead of the rest of an answer, behind what it had of it: after its process is told to end no
     * ReadyForQuery comes (protocol 3.0, message flow).
     */
    static Dismissal ofPostgresql(byte[] bytes, int from, int count) {
        int end = from + count;
        int at = from;
        while (end - at > LastWords.POSTGRESQL_HEADER) {
            int length = LastWords.int32(bytes, at + 1);
            if (length < Integer.BYTES) {
                return Dismissal.NONE;
            }
            if (length >= end - at - 1) {
                return ofPostgresqlMessage(bytes, at, end);
            }
            at += 1 + length;
        }
        return Dismissal.NONE;
    }

    /** ErrorResponse; before an immediate end NoticeResponse, of no more than a warning. */
    private static Dismissal ofPostgresqlMessage(byte[] bytes, int message, int end) {
        boolean isError = bytes[message] == 'E';
        if (!isError && bytes[message] != 'N') {
            return Dismissal.NONE;
        }
        boolean isFatal = false;
        Dismissal reason = Dismissal.UNTOLD;
        int at = message + LastWords.POSTGRESQL_HEADER;
        while (at < end && bytes[at] != 0) {
            int type = bytes[at];
            at++;
            isFatal |= (type == 'S' || type == 'V') && LastWords.begins(bytes, at, end, FATAL);
            reason = type == 'C' ? ofSqlState(bytes, at, end) : reason;
            while (at < end && bytes[at] != 0) {
                at++;
            }
            at++;
        }
        boolean isEnd = isError ? isFatal : reason.isStop() || reason.isCrash();
        return isEnd ? reason : Dismissal.NONE;
    }

    private static Dismissal ofSqlState(byte[] bytes, int at, int end) {
        if (LastWords.begins(bytes, at, end, ADMIN_SHUTDOWN)) {
            return Ascii.contains(bytes, at, end, POSTMASTER_EXIT)
                    ? Dismissal.POSTMASTER_GONE
                    : Dismissal.ADMIN_SHUTDOWN;
        }
        if (LastWords.begins(bytes, at, end, CRASH_SHUTDOWN)) {
            return Dismissal.CRASH_SHUTDOWN;
        }
        if (LastWords.begins(bytes, at, end, IDLE_SESSION)) {
            return Dismissal.IDLE_SESSION;
        }
        return LastWords.begins(bytes, at, end, IDLE_IN_TRANSACTION) ? Dismissal.IDLE_IN_TRANSACTION : Dismissal.UNTOLD;
    }

    private static Dismissal ofLine(byte[] bytes, int at, int end) {
        if (containsAny(bytes, at, end, OF_SHUTDOWN)) {
            return Dismissal.SHUTTING_DOWN;
        }
        return containsAny(bytes, at, end, OF_TIMEOUT) ? Dismissal.TIMED_OUT : Dismissal.UNTOLD;
    }

    private static boolean containsAny(byte[] bytes, int at, int end, byte[][] words) {
        for (byte[] word : words) {
            if (Ascii.contains(bytes, at, end, word)) {
                return true;
            }
        }
        return false;
    }

    /** Where the last line begins; -1 if they don't end with a line that IRC might say. */
    private static int lastLine(byte[] bytes, int from, int end) {
        if (bytes[end - 1] != '\n') {
            return -1;
        }
        int at = end - 1;
        while (at > from && bytes[at - 1] != '\n') {
            at--;
            if (end - at > LONGEST_IRC_LINE) {
                return -1;
            }
        }
        return at;
    }
}
